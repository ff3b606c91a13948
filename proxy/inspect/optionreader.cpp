// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/optionreader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

/// No effort level is longer.
constexpr qsizetype kMaxWord = 64;

ThinkingMode thinkingModeOf(QByteArrayView type)
{
    if (type == "enabled")
        return ThinkingMode::Enabled;
    if (type == "disabled")
        return ThinkingMode::Disabled;
    if (type == "adaptive")
        return ThinkingMode::Adaptive;
    return ThinkingMode::Other;
}

bool choiceForces(QByteArrayView choice)
{
    return choice == "any" || choice == "required" || choice == "tool" || choice == "function"
           || choice == "custom";
}

} // namespace

bool OptionReader::read(QByteArrayView key)
{
    static constexpr std::array<std::pair<QByteArrayView, Read>, 12> kReaders {{
        {"max_tokens", &OptionReader::readMaxTokens},
        {"max_completion_tokens", &OptionReader::readMaxTokens},
        {"max_output_tokens", &OptionReader::readMaxTokens},
        {"thinking", &OptionReader::readThinking},
        {"output_config", &OptionReader::readOutput},
        {"text", &OptionReader::readOutput},
        {"response_format", &OptionReader::readFormat},
        {"reasoning", &OptionReader::readReasoning},
        {"reasoning_effort", &OptionReader::readEffort},
        {"tool_choice", &OptionReader::readToolChoice},
        {"context_management", &OptionReader::readContextManagement},
        {"cache_control", &OptionReader::readCacheControl},
    }};
    const auto *found = std::find_if(kReaders.begin(), kReaders.end(),
                                     [key](const auto &entry) { return entry.first == key; });
    if (found == kReaders.end())
        return false;
    (this->*found->second)();
    return true;
}

/// A short string; empty for everything else.
QByteArrayView OptionReader::readWord()
{
    const auto word = m_cursor.string();
    return word && word->size() <= kMaxWord ? *word : QByteArrayView();
}

void OptionReader::readMaxTokens()
{
    if (const auto tokens = m_cursor.integer())
        m_facts.maxTokens = std::max(m_facts.maxTokens, *tokens);
}

void OptionReader::readThinking()
{
    if (m_cursor.kind() != JsonCursor::Kind::Object) {
        if (m_cursor.isPresent())
            m_features.thinking = ThinkingMode::Other;
        return;
    }
    m_features.thinking = ThinkingMode::Other;
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "type")
            m_features.thinking = thinkingModeOf(readWord());
        else if (*key == "budget_tokens")
            m_features.thinkingBudget = m_cursor.integer().value_or(-1);
        else
            m_cursor.skip();
    }
}

/// `output_config` and `text`.
void OptionReader::readOutput()
{
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "effort")
            readEffort();
        else if (*key == "format")
            readFormat();
        else
            m_cursor.skip();
    }
}

void OptionReader::readReasoning()
{
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "effort")
            readEffort();
        else
            m_cursor.skip();
    }
}

void OptionReader::readEffort()
{
    m_features.effort = readWord().toByteArray();
}

/// Anything but plain text asks for a structure.
void OptionReader::readFormat()
{
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "type")
            m_features.wantsJson |= readWord() != "text";
        else
            m_cursor.skip();
    }
}

void OptionReader::readToolChoice()
{
    if (m_cursor.kind() == JsonCursor::Kind::String) {
        m_features.forcesTool = choiceForces(readWord());
        return;
    }
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "type")
            m_features.forcesTool = choiceForces(readWord());
        else
            m_cursor.skip();
    }
}

void OptionReader::readContextManagement()
{
    m_features.hasContextManagement |= m_cursor.isPresent();
}

void OptionReader::readCacheControl()
{
    m_features.hasCacheControl |= m_cursor.isPresent();
}

} // namespace proxy
