from agreements.admin import agreements, attachments, boxes, catalogue, letters, promotions, requests, texts

__all__ = ["agreements", "attachments", "boxes", "catalogue", "letters", "promotions", "requests", "texts"]
