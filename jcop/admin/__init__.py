from jcop.admin import centre, hours, news, people

__all__ = ["centre", "hours", "news", "people"]
