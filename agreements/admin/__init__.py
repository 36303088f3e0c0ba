from agreements.admin import agreements, attachments, catalogue, letters, requests

__all__ = ["agreements", "attachments", "catalogue", "letters", "requests"]
