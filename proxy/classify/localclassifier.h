// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/classify/textclassifier.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// What the classifier on this machine is asked about.
struct LocalQuestion
{
    QByteArrayView text; ///< what the person typed, UTF-8
    AgentSigns signs {};
    Difficulty before = Difficulty::None; ///< of the turn before
    bool isAggressive = false; ///< tasks are called easy more readily (RouterMode::Aggressive)
};

/// Its answer, with the reasons.
struct LocalOpinion
{
    LocalVerdict verdict;
    std::vector<TraceStep> trace; ///< in plain words
};

/// Says of a task whether it is easy or hard, or that it does not know. What the agent does counts
/// first: its plan mode, errors in the last results of tools, the same call again, a turn that was
/// hard. Then counts what is asked for, and last the words. Asks nobody and remembers nothing.
/// Immutable; any thread. Decider is its user.
class LocalClassifier final
{
public:
    /// Reads the tables that are compiled in.
    [[nodiscard]] static LocalClassifier builtIn();
    explicit LocalClassifier(TextClassifier text)
        : m_text(std::move(text))
    { }

    /// Classifies. Pure; takes less than 0.1 ms for 8 KB.
    [[nodiscard]] LocalVerdict verdict(const LocalQuestion &question) const;
    /// As verdict(), with the reasons.
    [[nodiscard]] LocalOpinion answer(const LocalQuestion &question) const;
    [[nodiscard]] const TextClassifier &text() const { return m_text; }

private:
    [[nodiscard]] LocalVerdict judged(const LocalQuestion &question, const TextLook &look) const;
    [[nodiscard]] TraceStep stepOf(const LocalVerdict &verdict, const TextLook &look) const;

    TextClassifier m_text;
};

} // namespace proxy
