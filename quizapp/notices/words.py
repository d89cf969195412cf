"""What each kind of notice says: Chinese source texts, translated when they are shown. Pure.

A feature that has something new to tell adds its kind here; a parameter that is itself one of our texts
is translated too.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.i18n import N_


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind's title, its sentence, and what the button to its link says.

    What is `private` leaves the installation by its title alone: a digest e-mail has no sentence of it.
    """

    title: str
    text: str
    action: str = N_("查看")
    private: bool = False


KINDS: dict[str, Wording] = {
    "item.waiting": Wording(N_("有题目等待审核"), N_("%(author)s 提交：%(stem)s"), N_("去审核")),
    "items.waiting": Wording(N_("有一批题目等待审核"), N_("题库“%(bank)s”导入了 %(n)d 题"), N_("去审核")),
    "item.approved": Wording(N_("题目已通过审核"), N_("%(by)s 已通过：%(stem)s")),
    "item.returned": Wording(N_("题目被退回修改"), N_("%(stem)s 退回原因：%(reason)s"), N_("去修改")),
    "item.comment": Wording(N_("题目有新的意见"), N_("%(by)s：%(text)s（%(stem)s）")),
    "item.expired": Wording(N_("题目已过有效期，不再出题"), N_("%(stem)s 有效期至 %(day)s。"), N_("去更新")),
    "items.expired": Wording(
        N_("有题目已过有效期，不再出题"), N_("共 %(n)d 题，例如：%(stem)s"), N_("去更新")
    ),
    "report.new": Wording(N_("有人报告题目有错"), N_("%(kind)s：%(stem)s"), N_("去处理")),
    "report.answered": Wording(N_("你报告的题目有了答复"), N_("%(outcome)s。%(answer)s 题目：%(stem)s")),
    "regrade.score": Wording(
        N_("你的得分有更正"),
        N_("“%(title)s”：得分由 %(before)s 改为 %(after)s。原因：%(reason)s"),
        N_("查看成绩"),
    ),
    "regrade.place": Wording(
        N_("你的名次有更正"),
        N_("“%(title)s”：名次由第 %(before)s 改为第 %(after)s。原因：%(reason)s"),
        N_("查看成绩"),
    ),
    "regrade.practice": Wording(
        N_("练习的一道题答案有更正"),
        N_("%(stem)s “%(title)s”的得分由 %(before)s 改为 %(after)s。原因：%(reason)s"),
        N_("查看"),
    ),
    "regrade.live": Wording(
        N_("现场竞赛的判定有更正"),
        N_("“%(title)s”：你答对的题由 %(before)s 道改为 %(after)s 道。原因：%(reason)s"),
        N_("查看结果"),
    ),
    "regrade.waiting": Wording(
        N_("系统题库更正了答案"),
        N_("%(stem)s 本支部有答卷用的是原来的答案，可以重判。原因：%(reason)s"),
        N_("去重判"),
    ),
    "minutes.waiting": Wording(N_("会议记录等你确认"), N_("“%(title)s”的记录"), N_("去确认")),
    "task.given": Wording(N_("会上交办了一项任务"), N_("%(text)s（%(day)s 前）"), N_("我的任务")),
    "task.due": Wording(N_("任务快到期了"), N_("%(text)s（%(day)s 前）"), N_("我的任务")),
    "task.late": Wording(N_("任务超期了"), N_("%(text)s（应在 %(day)s 前办完）")),
    "task.done": Wording(N_("交办的任务办好了"), N_("%(text)s")),
    "task.dropped": Wording(N_("一项任务取消了"), N_("%(text)s")),
    # committee and talks; of a talk nothing is said but that there is one
    "term.due": Wording(
        N_("支部委员会即将换届"),
        N_("第%(number)d届应在 %(day)s 前换届，还有不到 %(months)d 个月。"),
        N_("查看"),
    ),
    "term.overdue": Wording(
        N_("支部委员会已到换届时间"), N_("第%(number)d届应在 %(day)s 前换届。"), N_("查看")
    ),
    "talk.planned": Wording(
        N_("支部安排了谈心谈话"), N_("请在 %(day)s 前谈。"), N_("去约时间"), private=True
    ),
    "talk.arranged": Wording(N_("约了一次谈心谈话"), N_("时间和地点打开看。"), private=True),
    "talk.moved": Wording(N_("一次谈心谈话改了时间或地点"), N_("打开看新的时间和地点。"), private=True),
    "talk.cancelled": Wording(N_("一次谈心谈话取消了"), N_("需要时可以重新约。"), private=True),
    "talk.held": Wording(N_("一次谈心谈话已登记"), N_("如果没有谈，可以打开撤回。"), private=True),
    "talk.noted": Wording(N_("一次谈心谈话有记录等你确认"), N_("看过再确认，确认后不能改。"), private=True),
    "birthday.coming": Wording(
        N_("入党纪念日临近"), N_("%(name)s 在 %(day)s 入党 %(years)s 周年。"), N_("去准备")
    ),
    "birthday.month": Wording(N_("下月的入党纪念日"), N_("%(month)s 月有 %(n)s 人：%(names)s"), N_("去准备")),
    "birthday.own": Wording(
        N_("今天是你的入党纪念日"), N_("入党 %(years)s 周年，支部祝贺你。"), N_("看贺卡")
    ),
    "blessing.new": Wording(N_("收到一份祝福"), N_("%(name)s：%(text)s"), N_("去看")),
    "voice.waiting": Wording(N_("有心声或祝福等待审核"), N_("%(author)s：%(text)s"), N_("去审核")),
    "voice.published": Wording(N_("你的心声已发布"), N_("%(text)s")),
    "voice.returned": Wording(N_("你写的话被退回"), N_("%(text)s 退回原因：%(reason)s"), N_("去修改")),
    "voice.reported": Wording(N_("有人报告一条心声不妥"), N_("%(text)s 原因：%(reason)s"), N_("去处理")),
    "pledge.waiting": Wording(N_("有承诺等待确认"), N_("%(name)s 写好了 %(year)s 年的承诺。"), N_("去确认")),
    "pledge.acknowledged": Wording(N_("你的承诺已公开"), N_("%(year)s 年的承诺已由支部确认。")),
    "pledge.returned": Wording(
        N_("你的承诺被退回"), N_("%(year)s 年的承诺。退回原因：%(reason)s"), N_("去修改")
    ),
    "pledge.vanguard": Wording(N_("授予党员先锋岗"), N_("%(year)s 年，支部授予你的岗位党员先锋岗。")),
    "honour.waiting": Wording(N_("有荣誉等待核实"), N_("%(author)s 提交：%(title)s"), N_("去核实")),
    "honour.confirmed": Wording(N_("荣誉已上墙"), N_("%(title)s")),
    "honour.returned": Wording(N_("荣誉被退回或撤下"), N_("%(title)s 原因：%(reason)s")),
    "transfer.asked": Wording(
        N_("有成员转移待转出方确认"), N_("%(name)s 转到 %(place)s。原因：%(reason)s"), N_("去确认")
    ),
    "transfer.released": Wording(
        N_("有成员转移待转入方确认"), N_("%(name)s 转到 %(place)s。原因：%(reason)s"), N_("去确认")
    ),
    "transfer.received": Wording(N_("成员转移已完成"), N_("%(name)s 已转到 %(place)s。")),
    "transfer.refused": Wording(N_("成员转移未获同意"), N_("%(name)s 转到 %(place)s。原因：%(reason)s")),
    "transfer.done": Wording(
        N_("欢迎加入"), N_("你已转到 %(place)s，原来的记录都在。"), N_("看看从哪里开始")
    ),
    "comment.reply": Wording(N_("有人回复了你"), N_("%(by)s：%(text)s（《%(title)s》）"), N_("去看看")),
    "comment.waiting": Wording(N_("有发言等待发布"), N_("%(by)s 在《%(title)s》下：%(text)s"), N_("去处理")),
    "comment.reported": Wording(
        N_("有人报告了一条发言"), N_("%(by)s 报告，《%(title)s》：%(text)s"), N_("去处理")
    ),
    "comment.shown": Wording(N_("你的发言已发布"), N_("%(text)s（《%(title)s》）")),
    "comment.hidden": Wording(
        N_("你的发言被隐藏"), N_("%(text)s（《%(title)s》）理由：%(reason)s"), N_("去看看")
    ),
    "course.published": Wording(N_("新课程"), N_("“%(title)s”，共 %(n)d 步。"), N_("去学习")),
    "course.published_due": Wording(
        N_("新课程"), N_("“%(title)s”，共 %(n)d 步，%(day)s 前完成。"), N_("去学习")
    ),
    # what is held together
    "activity.announced": Wording(N_("有新的活动"), N_("“%(title)s”：%(at)s，%(place)s")),
    "activity.sign_up": Wording(N_("有活动可以报名"), N_("“%(title)s”：%(at)s，%(place)s"), N_("去报名")),
    "activity.changed": Wording(N_("活动改了时间或地点"), N_("“%(title)s”改为：%(at)s，%(place)s")),
    "activity.cancelled": Wording(N_("活动已取消"), N_("“%(title)s”（%(at)s）不再举行。原因：%(reason)s")),
    "activity.place": Wording(N_("候补到了名额"), N_("“%(title)s”有空位了，你已在名单中：%(at)s，%(place)s")),
    "activity.leave": Wording(N_("有人请假"), N_("%(name)s 申请“%(title)s”请假"), N_("去批复")),
    "activity.leave_granted": Wording(N_("请假已批准"), N_("“%(title)s”（%(at)s）")),
    "activity.leave_refused": Wording(
        N_("请假没有批准"), N_("“%(title)s”（%(at)s）请按时参加，或再说明情况。")
    ),
    "activity.corrected": Wording(N_("你的出席记录有更正"), N_("“%(title)s”（%(at)s）。原因：%(reason)s")),
    "evaluation.published": Wording(
        N_("评比结果公示"), N_("“%(title)s”已公示，%(until)s 之前可以提异议。"), N_("看我的结果")
    ),
    "evaluation.settled": Wording(N_("评比已定案"), N_("“%(title)s”的结果已经定案。"), N_("看我的结果")),
    "evaluation.objection": Wording(
        N_("有人对评比结果提出异议"), N_("%(name)s 对“%(title)s”：%(text)s"), N_("去答复")
    ),
    "evaluation.answered": Wording(N_("你的异议有了答复"), N_("“%(title)s”：%(answer)s"), N_("看我的结果")),
    "evaluation.work": Wording(N_("请填写本月的党务工作评分"), N_("%(month)s，共 %(n)s 人。"), N_("去填写")),
    # the year: duties that can still be met, and for the secretary alone who is long away
    "duty.due": Wording(
        N_("组织生活还没有开展"), N_("%(duty)s %(part)s：%(day)s 前还可以补上。"), N_("去看看")
    ),
    "plan.due": Wording(
        N_("计划里由你负责的事快到时限了"), N_("“%(title)s”请在 %(day)s 前完成。"), N_("去看看")
    ),
    "away.long": Wording(
        N_("有成员久未参加"), N_("%(name)s 已满 %(months)d 个月没有参加，最近一次 %(day)s。"), private=True
    ),
    "claim.waiting": Wording(N_("有积分申报等待审核"), N_("%(name)s：%(rule)s（%(day)s）"), N_("去审核")),
    "claim.returned": Wording(N_("积分申报被退回"), N_("“%(rule)s” 退回原因：%(reason)s"), N_("去修改")),
    "claim.approved": Wording(N_("积分申报已通过"), N_("“%(rule)s”已由 %(by)s 通过，记入积分。")),
    "objection.new": Wording(
        N_("有人对积分提出异议"), N_("%(name)s：%(title)s，请在 %(day)s 前答复。"), N_("去答复")
    ),
    "objection.answered": Wording(N_("积分异议有了答复"), N_("“%(title)s”：%(outcome)s。%(reason)s")),
    "sheet.published": Wording(N_("积分办法有新版"), N_("“%(title)s”自 %(day)s 起执行，已经记下的分不变。")),
    "partner.shared": Wording(N_("联建邀请"), N_("%(host)s邀请你参加“%(title)s”。")),
}

#: For a kind that a newer or older version of the program told.
UNKNOWN = Wording(N_("通知"), "")


def wording(kind: str) -> Wording:
    """Return what a kind says."""
    return KINDS.get(kind, UNKNOWN)
