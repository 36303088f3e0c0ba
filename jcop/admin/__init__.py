from jcop.admin import centre, documents, duties, hours, house_rules, messages, news, people, traces

__all__ = ["centre", "documents", "duties", "hours", "house_rules", "messages", "news", "people", "traces"]
