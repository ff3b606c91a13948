// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// Hashes of a prompt, block by block, in the order in which prompt caches read it: tools, system,
/// messages. The hash of a block ignores what clients change from turn to turn without changing the
/// prompt: cache_control, and a lone text as a string or as a block. Plain value; holds no text.
struct PromptFingerprint
{
    struct Tool
    {
        quint64 name = 0;
        quint64 description = 0;
        quint64 rest = 0; ///< the schema and all other members
    };
    using Tools = std::vector<Tool>;
    struct Message
    {
        quint64 hash = 0;
        qint64 end = 0; ///< length of the prompt in bytes, up to the end of this message
    };

    std::shared_ptr<const Tools> tools; ///< shared between turns that send the same tools
    quint64 toolsFingerprint = 0; ///< hash of the tools' bytes as sent
    std::vector<quint64> system;
    std::vector<Message> messages;
    qint64 toolsBytes = 0;
    qint64 systemBytes = 0;
    /// The upstream puts an earlier response before what was sent (`previous_response_id`): what
    /// was sent is not the prompt.
    bool isContinuation = false;
    /// How many messages precede the client's last cache_control. A change behind it loses no
    /// cached tokens. -1: the prompt has no cache_control, and all of it is cached.
    qint64 lastMarked = -1;

    /// The length of the whole prompt in bytes.
    [[nodiscard]] qint64 bytes() const
    {
        return messages.empty() ? toolsBytes + systemBytes : messages.back().end;
    }
};

/// The first place where the prompts of two turns differ.
struct PromptDifference
{
    QByteArray place; ///< "tools[3].description", "system[1]", "messages[12]"
    double sameShare = 1; ///< the share of the later prompt's bytes before that place
};

/// Returns the first block of @p before that @p after does not repeat. Returns nullopt when @p
/// after only appends, when it differs only behind the last cache_control, or when one of the two
/// has no messages or is not the prompt.
[[nodiscard]] std::optional<PromptDifference> firstDifference(const PromptFingerprint &before,
                                                              const PromptFingerprint &after);

} // namespace proxy
