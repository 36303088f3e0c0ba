from jcop.admin import centre, duties, hours, house_rules, news, people

__all__ = ["centre", "duties", "hours", "house_rules", "news", "people"]
