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

/// What the engine says to people, as a value: an English sentence and what is put into it. Logs,
/// JSON and terminals show the English text; a window translates the sentence where it shows it.
/// lupdate finds each call of english() and files its sentence under the context "Engine".
/// Copies share their content. Any thread.
class Said final
{
    Q_DECLARE_TR_FUNCTIONS(Engine)

public:
    enum class Kind : quint8 {
        Words, ///< a name, a number, or the words of others: an upstream, the system
        Code, ///< a code of the engine, such as "human-ask": a window has words for it
        Sentence, ///< English, with %1 to %9 for the values
        Lines, ///< the values, one a line
    };
    class Value;
    /// Gives the text of @p said in another language.
    using Speaker = std::function<QString(const Said &said)>;

    /// Says nothing.
    Said() = default;
    /// Keeps a pointer to @p sentence, which must be a string literal: lupdate finds no other. The
    /// placeholders of @p values stand in their order. Copies no text of the sentence.
    [[nodiscard]] static Said english(const char *sentence,
                                      std::initializer_list<Value> values = {});
    /// @p utf8 stays as it is in every language.
    [[nodiscard]] static Said words(QByteArray utf8);
    [[nodiscard]] static Said words(const QString &text);
    /// Keeps a pointer to @p code, which must be a string literal or live as long.
    [[nodiscard]] static Said code(const char *code);
    [[nodiscard]] static Said lines(QList<Said> lines);
    /// For readers of a stored value: a sentence that is not known to translators stays English.
    [[nodiscard]] static Said stored(Kind kind, QByteArray text, QList<Said> values = {});

    [[nodiscard]] Kind kind() const { return m_kind; }
    /// The words, the code or the sentence with its placeholders; empty for lines.
    [[nodiscard]] const QByteArray &source() const { return m_source; }
    [[nodiscard]] const QList<Said> &values() const { return m_values; }
    [[nodiscard]] bool isEmpty() const { return m_source.isEmpty() && m_values.isEmpty(); }

    /// The English text.
    [[nodiscard]] QByteArray utf8() const;
    [[nodiscard]] QString text() const;
    /// The text with @p sentence in the place of the English one, and each value as @p speaker says
    /// it. @p sentence may hold the placeholders in another order.
    [[nodiscard]] QString text(const QString &sentence, const Speaker &speaker) const;

    [[nodiscard]] bool operator==(const Said &other) const;

private:
    Said(Kind kind, QByteArray source, QList<Said> values);

    QByteArray m_source;
    QList<Said> m_values;
    Kind m_kind = Kind::Words;
};

/// What is put into a sentence: text and numbers, which stay as they are, or something said.
class Said::Value final
{
public:
    Value(const QString &text) // NOLINT(google-explicit-constructor)
        : m_said(words(text))
    { }
    Value(const QByteArray &utf8) // NOLINT(google-explicit-constructor)
        : m_said(words(utf8))
    { }
    Value(std::integral auto number) // NOLINT(google-explicit-constructor)
        : m_said(words(QByteArray::number(number)))
    { }
    Value(Said said) // NOLINT(google-explicit-constructor)
        : m_said(std::move(said))
    { }
    /// An unmarked literal would never be translated.
    Value(const char *) = delete;

    [[nodiscard]] const Said &said() const { return m_said; }

private:
    Said m_said;
};

} // namespace proxy

Q_DECLARE_TYPEINFO(proxy::Said, Q_RELOCATABLE_TYPE);
