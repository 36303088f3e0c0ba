from organizations.admin import access_requests, letters, organizations

__all__ = ["access_requests", "letters", "organizations"]
