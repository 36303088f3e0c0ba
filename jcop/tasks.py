"""The Centre's jobs. Entry points only: what they do lives beside what it belongs to."""

from allauth.mfa.models import Authenticator
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from jcop import factors, mail, privacy
from jcop.models import SecondFactorReset

STALLED_AFTER_SECONDS = 30
FAILED_JOBS_KEPT_HOURS = 30 * 24
UNTIL_DELIVERED = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.task(name="send_mail", queue="mail", retry=UNTIL_DELIVERED)
def send_mail(to: str, subject: str, text: str, html: str, message_id: str) -> None:
    mail.send(to=to, subject=subject, text=text, html=html, message_id=message_id)


@app.task(name="second_factor_reset", queue="mail", retry=UNTIL_DELIVERED)
def second_factor_reset(reset_id: int) -> None:
    for reset in SecondFactorReset.objects.select_related("user").filter(pk=reset_id):
        mail.second_factor_reset(reset)


@app.periodic(cron="* * * * *", periodic_id="retry_stalled")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died back to the queue; procrastinate does not by itself."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *", periodic_id="forget_failed")
@app.task(name="forget_failed_jobs", queueing_lock="forget_failed_jobs", pass_context=True)
async def forget_failed_jobs(context: JobContext, timestamp: int) -> None:
    """Failed jobs are looked into within a month; then they and the addresses in them go."""
    await context.app.job_manager.delete_old_jobs(FAILED_JOBS_KEPT_HOURS, include_failed=True)


@app.periodic(cron="27 3 * * *", periodic_id="forget_expired")
@app.task(name="forget_expired", queueing_lock="forget_expired")
def forget_expired(timestamp: int) -> None:
    privacy.forget_expired()


@app.periodic(cron="*/10 * * * *", periodic_id="forget_tries")
@app.task(name="forget_tries", queueing_lock="forget_tries")
def forget_tries(timestamp: int) -> None:
    privacy.forget_tries()


@app.periodic(cron="23 3 * * *", periodic_id="seal_factors")
@app.task(name="seal_factors", queueing_lock="seal_factors")
def seal_factors(timestamp: int) -> None:
    """What an older key sealed is under the newest one by morning: the older may then go."""
    factors.seal_anew(Authenticator.objects.select_for_update())
