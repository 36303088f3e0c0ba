from agreements.admin import agreements, attachments, boxes, catalogue, letters, requests

__all__ = ["agreements", "attachments", "boxes", "catalogue", "letters", "requests"]
