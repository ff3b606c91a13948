// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QSet>

namespace proxy {

/// The name of a call that a model made without one, in a history.
inline constexpr QByteArrayView kUnnamedTool = "unnamed";

/// Makes tool names that the upstream accepts: letters, digits, `_` and `-`, up to a length.
/// Another name is replaced, in the same way in each request; the answer gets the client's own name
/// again. Names are JSON-escaped.
class ToolNames final
{
public:
    enum class Of {
        Anthropic, ///< letters, digits, `_` and `-`, at most 128
        OpenAi, ///< at most 64; Anthropic's own names have no other characters
    };

    explicit ToolNames(Of upstream)
        : m_upstream(upstream)
    { }

    [[nodiscard]] QByteArray sent(QByteArrayView name);
    /// What is known of a tool's name when a definition comes.
    enum class Known { No, Same, Otherwise };
    /// What makes two tools of one name the same; JSON that must outlive this.
    struct Definition
    {
        QByteArrayView description;
        QByteArrayView schema;
        bool isStrict = false;

        [[nodiscard]] bool operator==(const Definition &) const = default;
    };
    /// Notes that the request defines a tool of the sent name @p sent. Upstreams refuse two of one
    /// name.
    [[nodiscard]] Known define(const QByteArray &sent, const Definition &definition);
    /// The replaced names: sent name → the client's name.
    [[nodiscard]] const QHash<QByteArray, QByteArray> &renamed() const { return m_renamed; }

private:
    Of m_upstream;
    QHash<QByteArray, QByteArray> m_renamed;
    QHash<QByteArray, Definition> m_defined;
};

/// Gives each call of one message history or answer an id of its own: the one it came with, unless
/// another call has it. Agents and upstreams find a call's result by its id.
class CallIds final
{
public:
    /// @p told: the call's id, JSON-escaped; may be empty. @p answerId: part of a made id.
    [[nodiscard]] QByteArray unique(const QByteArray &told, QByteArrayView answerId = {});

private:
    QSet<QByteArray> m_taken;
    QHash<QByteArray, int> m_uses; ///< how often an id was asked for
};

/// An OpenAI tool call's id, which may have 40 bytes: a longer one becomes `call_` and a digest,
/// the same wherever it stands.
[[nodiscard]] QByteArray chatToolId(QByteArrayView quoted);

/// Who asks, for the upstream's abuse checks: the same opaque id for the same user. What is longer
/// than @p limit bytes, or holds an e-mail address, becomes a digest.
[[nodiscard]] QByteArray opaqueUser(const QByteArray &user, qsizetype limit);

} // namespace proxy
