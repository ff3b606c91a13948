// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// Fingerprints of a prompt, block by block, in the order in which prompt caches read it: tools,
/// system, messages. Marks that move from turn to turn (cache_control, a lone text as string or
/// as block) leave no trace in them. Holds no text.
struct PromptFingerprint
{
    struct Tool
    {
        quint64 name = 0;
        quint64 description = 0;
        quint64 rest = 0; ///< its schema and all other members
    };
    using Tools = std::vector<Tool>;
    struct Message
    {
        quint64 hash = 0;
        qint64 end = 0; ///< bytes of the prompt up to here
    };

    std::shared_ptr<const Tools> tools; ///< shared by the turns that send the same
    quint64 toolsFingerprint = 0; ///< of the bytes as sent
    std::vector<quint64> system;
    std::vector<Message> messages;
    qint64 toolsBytes = 0;
    qint64 systemBytes = 0;
    /// Messages up to here are cached on the client's mark; a later change breaks nothing. -1: no
    /// marks, all is cached.
    qint64 lastMarked = -1;

    [[nodiscard]] qint64 bytes() const
    {
        return messages.empty() ? toolsBytes + systemBytes : messages.back().end;
    }
};

/// Where two turns of a conversation part.
struct PromptDifference
{
    QByteArray place; ///< "tools[3].description", "system[1]", "messages[12]"
    double sameShare = 1; ///< of the later prompt, in bytes, ahead of the place
};

/// The first block of @p before that @p after does not repeat. nullopt: it only grew, or changed
/// behind the last mark, or one of the two is not known (no messages).
[[nodiscard]] std::optional<PromptDifference> firstDifference(const PromptFingerprint &before,
                                                              const PromptFingerprint &after);

} // namespace proxy
