from agreements.admin import agreements, catalogue, letters, requests

__all__ = ["agreements", "catalogue", "letters", "requests"]
