from agreements.models.agreements import Agreement, Grant
from agreements.models.attachments import Attachment, AttachmentDownload
from agreements.models.documents import IssuedDocument
from agreements.models.requests import RequestedService, ServiceRequest
from agreements.models.services import Right, Service
from agreements.numbering import Counter

__all__ = [
    "Agreement",
    "Attachment",
    "AttachmentDownload",
    "Counter",
    "Grant",
    "IssuedDocument",
    "RequestedService",
    "Right",
    "Service",
    "ServiceRequest",
]
