from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class ComplaintNotFound(NotFound):
    code = "complaint_not_found"
    sentence = _("There is no such complaint, or it is not yours to see.")
    next_step = _("Go back to the list of complaints.")


class SubjectNotFound(NotFound):
    code = "complaint_subject_not_found"
    sentence = _("There is nothing of this kind to complain of at this business, or it is not yours.")
    next_step = _("Open the credit page of your business and complain from there.")


class ComplaintUnsound(Invalid):
    code = "complaint_unsound"
    sentence = _("A complaint says what it is about and what is wrong, in at most 1,000 characters.")
    next_step = _("Choose what it is about, write what is wrong, and send it again.")


class ComplaintMoved(Conflict):
    code = "complaint_moved"
    sentence = _("This complaint is somewhere else by now: a colleague has it, or it was answered.")
    next_step = _("Look at it again before you do anything.")


class HandledByAnother(Forbidden):
    code = "complaint_handled_by_another"
    sentence = _("Whoever had a part in what a complaint is about, owns the business or answered it before, doesn't answer it.")
    next_step = _("Leave it to a colleague who had no part in it; a risk manager may take it too.")


class AnsweredByTwo(Forbidden):
    code = "complaint_answered_by_two"
    sentence = _("Whoever proposed an answer that changes something can't confirm it too.")
    next_step = _("Ask a colleague to look at your answer.")


class AnswerUnsound(Invalid):
    code = "complaint_answer_unsound"
    sentence = _("An answer says whether the complaint is right, what the business reads and your grounds, each in at most 1,000 characters.")
    next_step = _("Fill in all of it; only a complaint that is right changes something.")


class WhyMissing(Invalid):
    code = "complaint_why_missing"
    sentence = _("Say why, so that whoever reads it next knows what to look at.")
    next_step = _("Write a sentence, then send it again.")


class NotReopened(Conflict):
    code = "complaint_not_reopened"
    sentence = _("A complaint is reopened once, after its answer and within the time that the answer names.")
    next_step = _("File a new complaint if something new has happened; the supervisor's hotline 12378 hears you as well.")
