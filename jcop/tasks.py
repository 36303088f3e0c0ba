"""The Centre's jobs. Entry points only: what they do lives beside what it belongs to."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from jcop import mail  # noqa: F401 - mails are known by import.
from jcop.accounts import factors, privacy, traces
from jcop.models import Message
from jcop.ops import delivery
from jcop.ops.worker import stalled_after

FAILED_JOBS_KEPT_HOURS = 30 * 24
UNTIL_DELIVERED = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.task(name="send_message", queue="mail")
def send_message(message_id: int) -> None:
    """Tries and pauses are kept on the message's own row."""
    delivery.deliver(message_id)


@app.periodic(cron="*/10 * * * *", periodic_id="take_up_lost_messages")
@app.task(name="take_up_lost_messages", queueing_lock="take_up_lost_messages")
def take_up_lost_messages(timestamp: int) -> None:
    delivery.take_up_lost()


@app.periodic(cron="* * * * *", periodic_id="retry_stalled")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died back to the queue; procrastinate does not by itself."""
    manager, seconds = context.app.job_manager, stalled_after(settings.WORKER_SILENCE_SECONDS)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *", periodic_id="forget_failed")
@app.task(name="forget_failed_jobs", queueing_lock="forget_failed_jobs", pass_context=True)
async def forget_failed_jobs(context: JobContext, timestamp: int) -> None:
    """Failed jobs are looked into within a month."""
    await context.app.job_manager.delete_old_jobs(FAILED_JOBS_KEPT_HOURS, include_failed=True)


@app.periodic(cron="27 3 * * *", periodic_id="forget_expired")
@app.task(name="forget_expired", queueing_lock="forget_expired")
def forget_expired(timestamp: int) -> None:
    privacy.forget_expired()
    Message.objects.forget(timezone.now())


@app.periodic(cron="*/10 * * * *", periodic_id="forget_tries")
@app.task(name="forget_tries", queueing_lock="forget_tries")
def forget_tries(timestamp: int) -> None:
    privacy.forget_tries()


@app.periodic(cron="23 3 * * *", periodic_id="seal_factors")
@app.task(name="seal_factors", queueing_lock="seal_factors")
def seal_factors(timestamp: int) -> None:
    """What an older key sealed is under the newest one by morning: the older may then go."""
    factors.seal_anew(Authenticator.objects.select_for_update())


@app.periodic(cron="47 3 * * *", periodic_id="forget_traces")
@app.task(name="forget_traces", queueing_lock="forget_traces")
def forget_traces(timestamp: int) -> None:
    traces.forget_expired()
