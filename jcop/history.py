"""Who did it: the context that pghistory's triggers store beside every change."""

from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware as BaseHistoryMiddleware


class HistoryMiddleware(BaseHistoryMiddleware):
    """Keeps the user's id and role, never the path: paths carry feeds' secrets and signed links."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user
        if not user.is_authenticated:
            return {"role": "anonymous"}
        return {"user": user.pk, "role": "staff" if user.is_staff else "organization"}
