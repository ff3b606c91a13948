// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QCoreApplication>
#include <QList>
#include <QString>

#include <concepts>
#include <functional>
#include <initializer_list>

namespace proxy {

/// A translatable text: an English sentence and the values for its placeholders. Logs, JSON and
/// terminals show the English text; a window translates the sentence when it shows it. lupdate
/// finds each call of english() and puts its sentence into the context "Engine". An implicitly
/// shared value: copies are cheap. Any thread.
class Text final
{
    Q_DECLARE_TR_FUNCTIONS(Engine)

public:
    enum class Kind : quint8 {
        Words, ///< text that is never translated: a name, a number, words of an upstream or the
               ///< system
        Code, ///< a code of the engine, such as "human-ask"; a window has a translated word for it
        Sentence, ///< an English sentence with the placeholders %1 to %9
        Lines, ///< no text of its own: the values, one on each line
    };
    class Value;
    /// Returns @p text in another language.
    using Speaker = std::function<QString(const Text &text)>;

    /// An empty text.
    Text() = default;
    /// Makes a sentence; %1 stands for the first of @p values. @p sentence must be a string
    /// literal, because lupdate finds only literals and the pointer is kept.
    [[nodiscard]] static Text english(const char *sentence,
                                      std::initializer_list<Value> values = {});
    /// Makes a text that is the same in every language.
    [[nodiscard]] static Text words(QByteArray utf8);
    [[nodiscard]] static Text words(const QString &text);
    /// Makes a code. The pointer is kept, so @p code must be a string literal.
    [[nodiscard]] static Text code(const char *code);
    /// Makes a text of several lines.
    [[nodiscard]] static Text lines(QList<Text> lines);
    /// Makes a value again from its stored parts. A sentence without a translation stays English.
    [[nodiscard]] static Text stored(Kind kind, QByteArray text, QList<Text> values = {});

    [[nodiscard]] Kind kind() const { return m_kind; }
    /// The words, the code, or the sentence with its placeholders; empty for Kind::Lines.
    [[nodiscard]] const QByteArray &source() const { return m_source; }
    [[nodiscard]] const QList<Text> &values() const { return m_values; }
    [[nodiscard]] bool isEmpty() const { return m_source.isEmpty() && m_values.isEmpty(); }

    /// The English text with its values.
    [[nodiscard]] QByteArray utf8() const;
    [[nodiscard]] QString text() const;
    /// The text with @p sentence in place of the English one and each value as @p speaker returns
    /// it. @p sentence may have the placeholders in another order.
    [[nodiscard]] QString text(const QString &sentence, const Speaker &speaker) const;

    [[nodiscard]] bool operator==(const Text &other) const;

private:
    Text(Kind kind, QByteArray source, QList<Text> values);

    QByteArray m_source;
    QList<Text> m_values;
    Kind m_kind = Kind::Words;
};

/// A value for a placeholder: text or a number, which stays as it is, or a translatable text.
class Text::Value final
{
public:
    Value(const QString &text) // NOLINT(google-explicit-constructor)
        : m_text(words(text))
    { }
    Value(const QByteArray &utf8) // NOLINT(google-explicit-constructor)
        : m_text(words(utf8))
    { }
    Value(std::integral auto number) // NOLINT(google-explicit-constructor)
        : m_text(words(QByteArray::number(number)))
    { }
    Value(Text text) // NOLINT(google-explicit-constructor)
        : m_text(std::move(text))
    { }
    /// Deleted, because a plain literal would never be translated.
    Value(const char *) = delete;

    [[nodiscard]] const Text &text() const { return m_text; }

private:
    Text m_text;
};

} // namespace proxy

Q_DECLARE_TYPEINFO(proxy::Text, Q_RELOCATABLE_TYPE);
