import json
import re

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import TemplateMessage, ses_backends

from rollbook.aws import session
from rollbook.model.errors import RetryCannotHelpError
from rollbook.model.runs import Status
from tests.contract.architecture.repository import sample
from tests.contract.stores.samples import record
from tests.integration.conftest import Invoke
from tests.integration.stack import ADMINISTRATOR, REGION, SENDER, Stack

EVENT = sample("notify", "needs_a_person")
SENTENCE = "eSchoolPLUS does not accept the client id & secret; it's <wrong>."


def sent() -> list[TemplateMessage]:
    messages: list[TemplateMessage] = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    return messages


def test_one_e_mail_goes_from_the_sender_to_the_administrator_alone(stack: Stack, invoke: Invoke) -> None:
    stack.verify_sender()
    said = invoke("notify", EVENT)
    (letter,) = sent()
    assert said == {"message": letter.id}
    assert letter.source == SENDER
    assert letter.destinations == {"ToAddresses": [ADMINISTRATOR]}
    assert letter.template == stack.names["RunTemplate"]


def test_the_e_mail_says_what_the_record_says_in_every_place_of_the_template(stack: Stack, invoke: Invoke) -> None:
    stack.verify_sender()
    reference = record(EVENT["run"]["run"]).reference
    stack.stores().runs.put(
        record(EVENT["run"]["run"]).model_copy(
            update={"reference": reference, "status": Status.FAILED, "sentence": SENTENCE}
        )
    )
    invoke("notify", EVENT)
    (letter,) = sent()
    assert json.loads(letter.template_data)["sentence"] == SENTENCE
    rendered = session.ses().test_render_template(
        TemplateName=stack.names["RunTemplate"], TemplateData=letter.template_data
    )["RenderedTemplate"]
    assert "Subject: Rollbook: schoology.provisioning failed" in rendered
    assert "Maple Ridge School District" in rendered
    assert "2026-09-14 00:00 (America/New_York)" in rendered
    assert f"rollbook show {EVENT['run']['run']}" in rendered
    assert not re.search(r"\{\{|\}\}", rendered)


def test_a_run_without_a_record_is_told_of_all_the_same(stack: Stack, invoke: Invoke) -> None:
    stack.verify_sender()
    invoke("notify", EVENT)
    (letter,) = sent()
    assert json.loads(letter.template_data)["sentence"] == "The run left no record."


def test_a_sender_that_was_never_verified_is_a_matter_for_a_person(stack: Stack, invoke: Invoke) -> None:
    del stack
    with pytest.raises(RetryCannotHelpError, match="SES"):
        invoke("notify", EVENT)
    assert sent() == []
