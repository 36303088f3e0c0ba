from agreements.admin import agreements, catalogue, requests

__all__ = ["agreements", "catalogue", "requests"]
