"""The pages of the desk: who reads, the next claim, and the answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from monitor.i18n import value_formatting
from monitor.i18n.value_formatting import _
from monitor.quality.claims_before_review import ContractClaim
from monitor.review.claim_source_texts import shown_part
from monitor.review.desk_state import MAX_NAME_LENGTH, MAX_REASON_LENGTH, Desk, WordsChanged
from monitor.review.queue import BY_PRIORITY, QUEUES, ClaimId
from monitor.web.errors import HttpError
from monitor.web.page_dispatch import redirect
from pipelines.model import CLAIM_TAGS
from pipelines.reference.apply_reviews_to_tags import ANSWERS

COOKIE = "vigie_reviewer"
YEAR_S = 365 * 24 * 3600
NEEDS_REASON = ("does_not_stand", "cannot_tell")


def routes() -> list[Route]:
    return [
        Route("/", front),
        Route("/{lang:lang}/", read, methods=["GET"]),
        Route("/{lang:lang}/answer", answer, methods=["POST"]),
        Route("/{lang:lang}/pass", pass_over, methods=["POST"]),
        Route("/{lang:lang}/reviewer", choose_reviewer, methods=["GET", "POST"]),
    ]


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def front(request: Request) -> Response:
    return redirect(f"/{value_formatting.language()}/", 302)


def read(request: Request) -> Response:
    """The claim that is named in the address, else the next one."""
    reviewer = _reviewer(request)
    if not reviewer:
        return redirect(f"/{value_formatting.language()}/reviewer", 303)
    desk, query = desk_of(request), request.query_params
    claim_id = (query.get("contract", ""), query.get("asked", ""))
    if claim_id[0]:
        current = desk.claim(claim_id)
        if current is None:
            text = _("This claim is no longer made: the rules or its notice have changed.")
            raise HttpError(text, 404)
        return _claim_page(request, reviewer, "asked", current)
    queue, claim = _chosen(request)
    queues = BY_PRIORITY if queue is None else (queue,)
    following = desk.next_claim(reviewer, queues, claim)  # type: ignore[arg-type]
    if following is None:
        return _page(request, "done.html", reviewer=reviewer)
    return _claim_page(request, reviewer, *following)


def answer(request: Request) -> Response:
    """Store an answer and go on to the next claim."""
    reviewer, form = _posted(request)
    claim_id = (form.get("contract", ""), form.get("claim", ""))
    verdict, reason = form.get("answer", ""), form.get("reason", "").strip()
    if verdict not in ANSWERS:
        return _again(request, reviewer, claim_id, _("Choose one of the three answers."))
    if verdict in NEEDS_REASON and not reason:
        return _again(request, reviewer, claim_id, _("Say why, in a few words."))
    queue = form.get("queue", "asked")
    try:
        desk_of(request).answer(
            claim_id,
            form.get("words", ""),
            verdict,
            reason,
            reviewer,
            queue if queue in QUEUES else "asked",
        )
    except WordsChanged:
        message = _(
            "The words of this claim changed while you read: nothing was stored. Read again."
        )
        return _again(request, reviewer, claim_id, message, 409)
    noted = {"noted": claim_id[0], "noted_claim": claim_id[1]}
    return _next(request, form, noted)


def pass_over(request: Request) -> Response:
    """Go on without an answer."""
    reviewer, form = _posted(request)
    desk_of(request).pass_over(reviewer, (form.get("contract", ""), form.get("claim", "")))
    return _next(request, form, {})


def choose_reviewer(request: Request) -> Response:
    """Ask under which name the answers are kept, and remember it in a cookie."""
    if request.method == "GET":
        return _page(request, "reviewer.html", reviewer=_reviewer(request), problem="")
    name = " ".join(_fields(request).get("reviewer", "").split())
    if not name or len(name) > MAX_NAME_LENGTH or not name.isprintable():
        problem = _("Write a name of at most %(most)s characters.") % {"most": MAX_NAME_LENGTH}
        return _page(request, "reviewer.html", 400, reviewer="", problem=problem)
    response = redirect(f"/{value_formatting.language()}/", 303)
    response.set_cookie(COOKIE, quote(name), max_age=YEAR_S, httponly=True, samesite="strict")
    return response


def _reviewer(request: Request) -> str:
    name = unquote(request.cookies.get(COOKIE, ""))
    return name if len(name) <= MAX_NAME_LENGTH and name.isprintable() else ""


def _fields(request: Request) -> dict[str, str]:
    return {name: values[-1] for name, values in request.scope["form"].items()}


def _posted(request: Request) -> tuple[str, dict[str, str]]:
    """Return the reviewer and the form.  Raises  HttpError: nobody."""
    reviewer = _reviewer(request)
    if not reviewer:
        raise HttpError(_("Say first who reads: open the first page of the desk."), 403)
    return reviewer, _fields(request)


def _chosen(request: Request) -> tuple[str | None, str | None]:
    """Return the queue and the claim that the reviewer keeps to."""
    queue, claim = request.query_params.get("queue"), request.query_params.get("claim")
    return queue if queue in QUEUES else None, claim if claim in CLAIM_TAGS else None


def _next(request: Request, form: dict[str, str], noted: dict[str, str]) -> Response:
    position = {"queue": form.get("keep_queue", ""), "claim": form.get("keep_claim", "")}
    query = urlencode({name: value for name, value in (position | noted).items() if value})
    return redirect(f"/{value_formatting.language()}/" + (f"?{query}" if query else ""), 303)


def _again(
    request: Request, reviewer: str, claim_id: ClaimId, problem: str, status: int = 400
) -> Response:
    """The same claim with what is missing, and what was written kept."""
    form = _fields(request)
    claim = desk_of(request).claim(claim_id)
    if claim is None:
        raise HttpError(problem, 404)
    return _claim_page(
        request,
        reviewer,
        form.get("queue", "asked"),
        claim,
        status,
        problem=problem,
        answer=form.get("answer", ""),
        reason=form.get("reason", ""),
    )


def _claim_page(
    request: Request,
    reviewer: str,
    queue: str,
    claim: ContractClaim,
    status: int = 200,
    **values: Any,
) -> Response:
    desk = desk_of(request)
    answers = desk.answers()
    own_reviews = [
        review
        for part in claim.parts
        for review in answers.get(part.key, ())
        if review.reviewer == reviewer and review.words == part.words
    ]
    last = own_reviews[-1] if own_reviews else None
    context = {
        "problem": "",
        "answer": last.answer if last else "",
        "reason": last.reason if last else "",
        "asked": claim,
        "why": queue,
        "contract": desk.contract(claim.contract_id) or {"id": claim.contract_id},
        "parts": [shown_part(part) for part in claim.parts],
        "asked_again": claim.was_answered(answers) and not claim.reviewers(answers),
        "probability": max(
            (t.probability for p in claim.parts for t in p.tags if t.probability is not None),
            default=None,
        ),
        "longest_reason": MAX_REASON_LENGTH,
    }
    return _page(request, "claim.html", status, reviewer=reviewer, **(context | values))


def _page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    queue, claim = _chosen(request)
    form = request.scope.get("form")
    if form is not None:  # an answer that is shown again keeps its queue
        fields = _fields(request)
        queue, claim = fields.get("keep_queue") or None, fields.get("keep_claim") or None
    query = request.query_params
    body = desk_of(request).render(
        template,
        request=request,
        queue=queue,
        claim=claim,
        queues=QUEUES,
        claims=CLAIM_TAGS,
        noted=query.get("noted", ""),
        noted_claim=query.get("noted_claim", ""),
        **values,
    )
    return HTMLResponse(body, status, {"cache-control": "no-store"})
