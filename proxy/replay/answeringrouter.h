// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/router.h"

#include <QHash>

namespace proxy {

/// The fake router of a replay: it gives the recorded answer again when told to.
class AnsweringRouter final : public Router
{
public:
    AnsweringRouter();
    ~AnsweringRouter() override;
    Q_DISABLE_COPY_MOVE(AnsweringRouter)

    [[nodiscard]] std::unique_ptr<Call> classify(const RouterQuestion &question,
                                                 Callback done) override;

    /// Answers the open question. With Difficulty::None the answer is not known, and the call
    /// fails. Returns whether there was a question.
    bool answer(Difficulty difficulty);

private:
    class OpenCall;
    OpenCall *m_open = nullptr;
};

} // namespace proxy
