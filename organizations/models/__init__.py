from organizations.models.access_requests import AccessRequest
from organizations.models.invitations import Invitation

# Migration 0001 names new_key here.
from organizations.models.organizations import Organization, new_key
from organizations.models.people import (
    Membership,
    Representative,
    Verification,
)

__all__ = [
    "AccessRequest",
    "Invitation",
    "Membership",
    "Organization",
    "Representative",
    "Verification",
    "new_key",
]
