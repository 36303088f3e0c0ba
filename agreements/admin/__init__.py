from agreements.admin import agreements, attachments, boxes, catalogue, letters, requests, texts

__all__ = ["agreements", "attachments", "boxes", "catalogue", "letters", "requests", "texts"]
