// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/router.h"

#include <memory>
#include <utility>
#include <vector>

/// A router that answers when the test says so. Questions are kept in the order they came.
class FakeRouter final : public proxy::Router
{
public:
    struct Asked
    {
        proxy::RouterQuestion question;
        Callback done; ///< empty: answered
        bool isCancelled = false;
        int extensions = 0;
    };

    [[nodiscard]] std::unique_ptr<Call> classify(const proxy::RouterQuestion &question,
                                                 Callback done) override
    {
        m_asked.push_back(std::make_shared<Asked>(Asked {question, std::move(done)}));
        return std::make_unique<FakeCall>(m_asked.back());
    }

    [[nodiscard]] size_t count() const { return m_asked.size(); }
    [[nodiscard]] const Asked &asked(size_t index) const { return *m_asked.at(index); }

    void answer(size_t index, const proxy::Result<proxy::RouterAnswer> &result, int attempts = 1)
    {
        const auto asked = m_asked.at(index);
        if (const auto done = std::exchange(asked->done, nullptr); done && !asked->isCancelled)
            done(result, attempts);
    }
    void answer(size_t index, proxy::Difficulty difficulty)
    {
        answer(index, proxy::RouterAnswer {difficulty, proxy::name(difficulty), {}});
    }
    void fail(size_t index, proxy::ErrorCode code, int attempts = 1)
    {
        answer(index, tl::make_unexpected(proxy::Error {.code = code}), attempts);
    }

private:
    class FakeCall final : public Call
    {
    public:
        explicit FakeCall(std::shared_ptr<Asked> asked)
            : m_asked(std::move(asked))
        { }
        ~FakeCall() override { m_asked->isCancelled = m_asked->done != nullptr; }
        Q_DISABLE_COPY_MOVE(FakeCall)
        void extend() override { ++m_asked->extensions; }
        [[nodiscard]] int attempts() const override { return 1; }

    private:
        std::shared_ptr<Asked> m_asked;
    };

    std::vector<std::shared_ptr<Asked>> m_asked;
};
