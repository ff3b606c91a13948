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

/// Lines of a log with level filter, find, pause, and a follow that lets go when one scrolls up
/// and says how much is new below. The last 20,000 lines are kept.
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
    /// Goes to the newest line that holds this text; false when none does.
    bool showLine(const QString &text);

Q_SIGNALS:
    /// A row of the request log was chosen by double click or Enter.
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
    std::vector<LogLine> m_waiting; ///< while paused
    int m_below = 0; ///< lines that came while one was looking further up
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
