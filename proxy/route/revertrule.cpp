// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/revertrule.h"

namespace proxy {

AnswerVerdict judgeHead(const RouteDecision &decision, const ModelRefusal *earlier,
                        const ResponseHead &head)
{
    if (earlier != nullptr)
        return {.clearsModel = earlier->isSharedBy(head.status)};
    // An error after an edit of ours may be the edit's fault.
    if (decision.isSwitched() && mayRefuse(head.status))
        return {.fate = AnswerVerdict::Fate::Hold};
    return {};
}

AnswerVerdict judgeHeld(const ResponseHead &head, QByteArrayView payload, const QDateTime &now)
{
    const auto refusal = modelRefusal(head, payload, now);
    if (!refusal)
        return {};
    return {.fate = AnswerVerdict::Fate::Revert, .refusal = refusal};
}

} // namespace proxy
