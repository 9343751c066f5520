"""What each provider gets: files in its own words, and nothing its templates would run."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from generator.config.objects import Listmonk, Provider
from generator.deliver.exports import export_files
from generator.deliver.handover import Handover, hand_over
from generator.errors import BuildError
from generator.render.mail import PROVIDERS, placeholders, render_mail
from tests.render.mail_samples import NEWSLETTER, THEMES, issue_of, rich_issue, templates

HOSTILE = "Braces {{ .Subscriber.Email }} {% now %} *|EMAIL|* %%{email}%% =?utf-8?q?x?="


def handed(provider: Provider, title: str | None = None) -> Handover:
    newsletter = replace(NEWSLETTER, email=replace(NEWSLETTER.email, provider=provider))
    issue = rich_issue() if title is None else issue_of("Words.", title=title)
    return hand_over(newsletter, issue, render_mail(newsletter, THEMES, issue, templates()))


def files_for(provider: Provider, title: str | None = None) -> dict[str, str]:
    settings = Listmonk("https://listmonk.example.org/", (3,), "desk", template=2)
    files = export_files(handed(provider, title), settings)
    return {file.name: file.data.decode() for file in files}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_html_holds_the_place_to_unsubscribe(provider: Provider) -> None:
    """Exactly one, so that the provider can put its link there."""
    files = files_for(provider)
    (html,) = (text for name, text in files.items() if name.endswith(".html"))
    assert html.count(placeholders(provider).unsubscribe) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_title_runs_nothing_in_the_subject(provider: Provider) -> None:
    """The subject, the sender and the names in lists hold nothing that the provider would run."""
    handover = handed(provider, HOSTILE)
    runs = placeholders(provider).runs
    for said in (handover.subject, handover.name, handover.preheader, handover.sender):
        assert not runs.search(said)
        assert "=?" not in said
    visible = handover.subject.replace("\u2060", "")
    assert visible == HOSTILE


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_same_issue_gives_the_same_bytes(provider: Provider) -> None:
    """An export can be compared with the last one."""
    assert files_for(provider) == files_for(provider)


def test_listmonk_gets_a_campaign_ready_to_post() -> None:
    """The JSON is the request of its API; Outlook's comments survive Go's templates."""
    files = files_for("listmonk")
    assert list(files) == ["body.html", "altbody.txt", "campaign.json"]
    campaign = json.loads(files["campaign.json"])
    assert campaign["body"] == files["body.html"]
    assert campaign["altbody"] == files["altbody.txt"]
    assert (campaign["type"], campaign["content_type"]) == ("regular", "html")
    assert (campaign["lists"], campaign["template_id"]) == ([3], 2)
    assert campaign["tags"] == ["paperround:weekly.paperround.example:2023-08"]
    bare = re.sub(r"\{\{ Safe `.*?` \}\}", "", files["body.html"], flags=re.DOTALL)
    assert "<!--" not in bare
    assert "{{ Safe `<!--[if mso]>" in files["body.html"]


def test_listmonk_without_settings_leaves_the_lists_to_the_editor() -> None:
    """The files can be exported before a server is configured."""
    files = {file.name: file.data for file in export_files(handed("listmonk"), None)}
    campaign = json.loads(files["campaign.json"])
    assert campaign["lists"] == []
    assert "template_id" not in campaign


def test_buttondown_gets_html_in_naked_mode_as_a_draft() -> None:
    """Its Markdown and its own editor would take the tables apart."""
    files = files_for("buttondown")
    assert list(files) == ["body.html", "email.json"]
    assert files["body.html"].startswith("<!-- buttondown-editor-mode: naked -->\n<!DOCTYPE html>")
    email = json.loads(files["email.json"])
    assert (email["status"], email["body"]) == ("draft", files["body.html"])


def test_mailchimp_gets_its_settings() -> None:
    """In the words of a campaign's settings there."""
    files = files_for("mailchimp")
    assert list(files) == ["mail.html", "mail.txt", "settings.json"]
    settings = json.loads(files["settings.json"])
    assert settings["from_name"] == "Paperround Weekly"
    assert settings["reply_to"] == "news@paperround.example"
    assert set(settings) == {"subject_line", "preview_text", "title", "from_name", "reply_to"}


def test_ghost_gets_a_card_without_a_page_around_it() -> None:
    """Ghost makes the page; the card is what stands in the body."""
    files = files_for("ghost")
    assert list(files) == ["card.html", "post.json"]
    assert not re.search(r"<!DOCTYPE|</?(html|head|body)\b", files["card.html"], re.IGNORECASE)
    (post,) = json.loads(files["post.json"])["posts"]
    assert post["status"] == "draft"
    assert post["html"].startswith("<!--kg-card-begin: html-->")
    assert files["card.html"] in post["html"]


def test_a_template_that_lost_the_link_is_refused() -> None:
    """A newsletter's own template may have dropped it; no provider would send that."""
    newsletter = replace(NEWSLETTER, email=replace(NEWSLETTER.email, provider="mailchimp"))
    mail = render_mail(newsletter, THEMES, rich_issue(), templates())
    with pytest.raises(BuildError, match=r"UNSUB.*templates/email/issue\.html\.j2"):
        hand_over(newsletter, rich_issue(), replace(mail, html="<p>no link</p>"))


def test_two_newsletters_never_share_a_key() -> None:
    """Even with issues of the same name at the same provider."""
    other = replace(NEWSLETTER, base_url="https://paperround.example/daily/")
    mail = render_mail(other, THEMES, rich_issue(), templates())
    assert hand_over(other, rich_issue(), mail).key != handed("generic").key
