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
class Said final
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
    /// Returns the text of @p said in another language.
    using Speaker = std::function<QString(const Said &said)>;

    /// An empty text.
    Said() = default;
    /// Makes a sentence; %1 stands for the first of @p values. @p sentence must be a string
    /// literal, because lupdate finds only literals and the pointer is kept.
    [[nodiscard]] static Said english(const char *sentence,
                                      std::initializer_list<Value> values = {});
    /// Makes a text that is the same in every language.
    [[nodiscard]] static Said words(QByteArray utf8);
    [[nodiscard]] static Said words(const QString &text);
    /// Makes a code. The pointer is kept, so @p code must be a string literal.
    [[nodiscard]] static Said code(const char *code);
    /// Makes a text of several lines.
    [[nodiscard]] static Said lines(QList<Said> lines);
    /// Makes a value again from its stored parts. A sentence without a translation stays English.
    [[nodiscard]] static Said stored(Kind kind, QByteArray text, QList<Said> values = {});

    [[nodiscard]] Kind kind() const { return m_kind; }
    /// The words, the code, or the sentence with its placeholders; empty for Kind::Lines.
    [[nodiscard]] const QByteArray &source() const { return m_source; }
    [[nodiscard]] const QList<Said> &values() const { return m_values; }
    [[nodiscard]] bool isEmpty() const { return m_source.isEmpty() && m_values.isEmpty(); }

    /// The English text with its values.
    [[nodiscard]] QByteArray utf8() const;
    [[nodiscard]] QString text() const;
    /// The text with @p sentence in place of the English one and each value as @p speaker returns
    /// it. @p sentence may have the placeholders in another order.
    [[nodiscard]] QString text(const QString &sentence, const Speaker &speaker) const;

    [[nodiscard]] bool operator==(const Said &other) const;

private:
    Said(Kind kind, QByteArray source, QList<Said> values);

    QByteArray m_source;
    QList<Said> m_values;
    Kind m_kind = Kind::Words;
};

/// A value for a placeholder: text or a number, which stays as it is, or a Said.
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
    /// Deleted, because a plain literal would never be translated.
    Value(const char *) = delete;

    [[nodiscard]] const Said &said() const { return m_said; }

private:
    Said m_said;
};

} // namespace proxy

Q_DECLARE_TYPEINFO(proxy::Said, Q_RELOCATABLE_TYPE);
