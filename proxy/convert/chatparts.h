// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

#include <QByteArray>

#include <functional>
#include <vector>

namespace proxy {

/// How texts that stood in blocks of their own are kept apart in one string: an empty line, as it
/// stands between a JSON string's quotes.
inline constexpr QByteArrayView kParagraph = "\\n\\n";

/// The content of one Anthropic message or tool result, ready to be written the OpenAI way: texts
/// and media in their order. Blocks that become something else (tool calls and results, thinking)
/// are skipped and remembered. The values' tree must live on.
class ChatParts final
{
public:
    enum class Allowed {
        TextOnly, ///< system prompts
        Assistant, ///< text; calls and thinking are skipped
        Everything, ///< user content; results are skipped
    };

    explicit ChatParts(ConversionNotes &notes)
        : m_notes(notes)
    { }

    /// A string, an array of blocks, or nothing.
    void read(JsonValue content, Allowed allowed);
    /// Media taken from tool results, with a word on where they come from.
    void addMoved(const std::vector<JsonValue> &media);
    /// Moves what is no text to @p media.
    void takeMedia(std::vector<JsonValue> &media);
    /// @p quoted must live on, as the values' tree.
    void addOwnText(QByteArrayView quoted);
    void prependOwnText(QByteArrayView quoted);

    /// Removes the texts that @p isIt says, and tells how many.
    int removeTexts(const std::function<bool(QByteArrayView)> &isIt);
    void clear();

    /// A string where all is text, else an array of parts.
    void write(QByteArray &out) const;
    /// One string of all texts.
    void writeJoined(QByteArray &out, QByteArrayView separator) const;
    [[nodiscard]] bool isEmpty() const { return m_parts.empty(); }
    /// A block of that type was skipped.
    [[nodiscard]] bool skipped(QByteArrayView type) const;

private:
    struct Part
    {
        QByteArrayView text; ///< between a JSON string's quotes
        JsonValue media; ///< image or document block; missing: a text
        bool isPrefix = false; ///< no separator after it
    };

    void readBlock(JsonValue block, Allowed allowed);
    bool skip(JsonValue type, Allowed allowed);
    void readText(JsonValue block);
    void readDocument(JsonValue block);
    void readSearchResult(JsonValue block);
    void readImage(JsonValue block);
    void addText(QByteArrayView quoted);

    ConversionNotes &m_notes;
    std::vector<Part> m_parts;
    std::vector<QByteArrayView> m_skipped;
};

} // namespace proxy
