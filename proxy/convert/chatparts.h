// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

#include <QByteArray>

#include <functional>
#include <vector>

namespace proxy {

/// The JSON-escaped separator between texts of different blocks in one string: an empty line.
inline constexpr QByteArrayView kParagraph = "\\n\\n";

/// The content of one Anthropic message or tool result in a form for OpenAI: texts and media in
/// their order. Other blocks (tool calls, tool results, thinking) are skipped and recorded. The
/// JsonTree of the values must outlive this object.
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

    /// Reads a content: a string, an array of blocks, or nothing.
    void read(JsonValue content, Allowed allowed);
    /// Adds media of tool results, with a text that says where they come from.
    void addMoved(const std::vector<JsonValue> &media);
    /// Moves everything that is no text to @p media.
    void takeMedia(std::vector<JsonValue> &media);
    /// @p quoted must outlive this object.
    void addOwnText(QByteArrayView quoted);
    void prependOwnText(QByteArrayView quoted);

    /// Removes the texts for which @p isIt returns true. Returns how many.
    int removeTexts(const std::function<bool(QByteArrayView)> &isIt);
    void clear();

    /// Appends a string if everything is text, else an array of parts.
    void write(QByteArray &out) const;
    /// Appends one string of all texts.
    void writeJoined(QByteArray &out, QByteArrayView separator) const;
    [[nodiscard]] bool isEmpty() const { return m_parts.empty(); }
    /// Whether a block of that type was skipped.
    [[nodiscard]] bool skipped(QByteArrayView type) const;

private:
    struct Part
    {
        QByteArrayView text; ///< JSON-escaped
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
