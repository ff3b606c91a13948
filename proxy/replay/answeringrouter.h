// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/router.h"

#include <QHash>

namespace proxy {

/// Stands in for Morph in a replay: what was answered then is answered again, when told to.
class AnsweringRouter final : public Router
{
public:
    AnsweringRouter();
    ~AnsweringRouter() override;
    Q_DISABLE_COPY_MOVE(AnsweringRouter)

    [[nodiscard]] std::unique_ptr<Call> classify(const RouterQuestion &question,
                                                 Callback done) override;

    /// Answers the question that is open, if there is one. None: the answer is not known, the
    /// call fails. True: there was one.
    bool answer(Difficulty difficulty);

private:
    class OpenCall;
    OpenCall *m_open = nullptr;
};

} // namespace proxy
