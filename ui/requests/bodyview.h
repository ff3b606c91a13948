// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/requests/conversation.h"
#include "ui/requests/textsreader.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace ui {

class FoldingView;

/// Shows the body of a request or of an answer: as a conversation, or as it is: indented JSON that
/// can be folded, raw events. It can be searched, copied and saved. What comes while it is shown is
/// appended.
class BodyView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyView)

public:
    enum class Side { Request, Answer };

    explicit BodyView(Side side, QWidget *parent = nullptr);

    /// Shows what @p reader has of its exchange.
    void show(const TextsReader &reader);
    void clear();
    void focusSearch();
    /// What is shown beside the text, "≈ 42 tokens/s"; empty: nothing.
    void setPace(const QString &pace);
    /// Characters of the answer so far.
    [[nodiscard]] qsizetype characters() const { return m_answer.characters(); }

private:
    void buildBar(QHBoxLayout *bar);
    void takeMore();
    void writeAll();
    void writeSaid();
    void writeRaw();
    void writeNote(const TextsReader &reader);
    void search(bool backwards);
    void save();
    [[nodiscard]] bool isRaw() const;

    Side m_side;
    QByteArray m_id;
    BodyText m_body;
    AnswerText m_answer; ///< what m_taken bytes say
    std::vector<Said> m_said; ///< of a request
    qsizetype m_taken = 0;
    bool m_isFinished = false;
    size_t m_writtenPieces = 0;
    qsizetype m_writtenLength = 0; ///< of the last piece
    qsizetype m_writtenRaw = 0;
    QLabel *m_note;
    QLabel *m_pace;
    QToolButton *m_raw;
    QToolButton *m_fold;
    QLineEdit *m_search;
    QLabel *m_found;
    FoldingView *m_text;
};

} // namespace ui
