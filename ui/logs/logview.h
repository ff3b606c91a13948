// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/logs/logline.h"

#include <QWidget>

#include <deque>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace ui {

/// Shows the lines of a log with a filter by level, search and pause. It follows the end of the log
/// until the user scrolls up, and then says how many lines are new. It keeps the last 20,000 lines.
class LogView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogView)

public:
    static constexpr size_t kMostLines = 20000;

    explicit LogView(LogKind kind, QWidget *parent = nullptr);

    void setName(const QString &name);
    void clear();
    void append(const std::vector<LogLine> &lines);
    /// Goes to the newest line that contains this text. Returns false when there is none.
    bool showLine(const QString &text);

Q_SIGNALS:
    /// The user chose a row of the request log by double click or Enter.
    void requestChosen(const QByteArray &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildBar(QHBoxLayout *bar);
    void showAll();
    void write(const std::vector<const LogLine *> &lines);
    void find(bool backwards);
    void follow();
    void noteScroll();
    void choose();
    [[nodiscard]] bool passes(const LogLine &line) const;
    [[nodiscard]] const QString &shown(const LogLine &line) const;

    LogKind m_kind;
    std::deque<LogLine> m_lines;
    std::vector<LogLine> m_waiting; ///< lines that came while paused
    int m_below = 0; ///< lines that came since the user scrolled up
    bool m_writing = false;
    QLabel *m_name;
    QLineEdit *m_find;
    QComboBox *m_level;
    QToolButton *m_raw;
    QToolButton *m_pause;
    QToolButton *m_follow;
    QPlainTextEdit *m_text;
};

} // namespace ui
