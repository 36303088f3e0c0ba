from agreements.admin import agreements, attachments, catalogue, requests

__all__ = ["agreements", "attachments", "catalogue", "requests"]
