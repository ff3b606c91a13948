// SPDX-License-Identifier: LicenseRef-Private
#include "ui/logs/logview.h"

#include "ui/look/palette.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QShortcut>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

QToolButton *toggle(const QString &text, const QString &tip)
{
    auto *button = new QToolButton;
    button->setText(text);
    button->setToolTip(tip);
    button->setCheckable(true);
    return button;
}

} // namespace

LogView::LogView(LogKind kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_name(new QLabel)
    , m_find(new QLineEdit)
    , m_level(new QComboBox)
    , m_raw(toggle(tr("Raw"), tr("Rows as they stand in the file")))
    , m_pause(toggle(tr("Pause"), tr("Hold new lines back; nothing is lost")))
    , m_follow(toggle(tr("Follow"), tr("Keep the newest line in view")))
    , m_text(new QPlainTextEdit)
{
    auto *bar = new QHBoxLayout;
    buildBar(bar);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addLayout(bar);
    layout->addWidget(m_text, 1);
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setMaximumBlockCount(static_cast<int>(kMostLines));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("Log"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->viewport()->installEventFilter(this);
    m_text->installEventFilter(this);
    connect(m_text->verticalScrollBar(), &QScrollBar::valueChanged, this, &LogView::noteScroll);
}

void LogView::buildBar(QHBoxLayout *bar)
{
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_find->setPlaceholderText(tr("Find (F3: next)"));
    m_find->setAccessibleName(tr("Find"));
    m_find->setMaximumWidth(220);
    m_level->addItem(tr("All lines"), static_cast<int>(LogLevel::Plain));
    m_level->addItem(tr("Warnings and errors"), static_cast<int>(LogLevel::Warning));
    m_level->addItem(tr("Only errors"), static_cast<int>(LogLevel::Error));
    m_level->setAccessibleName(tr("Level"));
    m_raw->setVisible(m_kind == LogKind::Requests);
    m_follow->setChecked(true);
    bar->addWidget(m_name, 1);
    for (QWidget *widget : {static_cast<QWidget *>(m_find), static_cast<QWidget *>(m_level),
                            static_cast<QWidget *>(m_raw), static_cast<QWidget *>(m_pause),
                            static_cast<QWidget *>(m_follow)})
        bar->addWidget(widget);
    connect(m_find, &QLineEdit::returnPressed, this, [this] { find(false); });
    const auto shortcut = [this](const QKeySequence &keys, bool backwards) {
        auto *key = new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(key, &QShortcut::activated, this, [this, backwards] { find(backwards); });
    };
    shortcut(QKeySequence::FindNext, false);
    shortcut(QKeySequence::FindPrevious, true);
    auto *start =
        new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(start, &QShortcut::activated, m_find, qOverload<>(&QWidget::setFocus));
    connect(m_level, &QComboBox::currentIndexChanged, this, &LogView::showAll);
    connect(m_raw, &QToolButton::toggled, this, &LogView::showAll);
    connect(m_follow, &QToolButton::toggled, this, &LogView::follow);
    connect(m_pause, &QToolButton::toggled, this, [this](bool paused) {
        if (!paused)
            append(std::exchange(m_waiting, {}));
    });
}

void LogView::setName(const QString &name)
{
    m_name->setText(name);
    m_name->setToolTip(name);
}

void LogView::clear()
{
    m_lines.clear();
    m_waiting.clear();
    m_text->clear();
}

void LogView::append(const std::vector<LogLine> &lines)
{
    if (m_pause->isChecked()) {
        m_waiting.insert(m_waiting.end(), lines.begin(), lines.end());
        if (m_waiting.size() > kMostLines)
            m_waiting.erase(m_waiting.begin(),
                            m_waiting.end() - static_cast<std::ptrdiff_t>(kMostLines));
        return;
    }
    std::vector<const LogLine *> fresh;
    for (const LogLine &line : lines) {
        m_lines.push_back(line);
        if (passes(line))
            fresh.push_back(&line);
    }
    while (m_lines.size() > kMostLines)
        m_lines.pop_front();
    write(fresh);
}

void LogView::showAll()
{
    m_text->clear();
    std::vector<const LogLine *> lines;
    for (const LogLine &line : m_lines) {
        if (passes(line))
            lines.push_back(&line);
    }
    write(lines);
}

void LogView::write(const std::vector<const LogLine *> &lines)
{
    if (lines.empty())
        return;
    m_writing = true;
    QScrollBar *scroll = m_text->verticalScrollBar();
    const int former = scroll->value();
    QTextCursor cursor(m_text->document());
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock();
    for (const LogLine *line : lines) {
        QTextCharFormat format;
        if (line->level == LogLevel::Error)
            format.setForeground(badColour());
        else if (line->level == LogLevel::Warning)
            format.setForeground(warningColour());
        if (!m_text->document()->isEmpty())
            cursor.insertBlock();
        cursor.insertText(shown(*line), format);
    }
    cursor.endEditBlock();
    if (!m_follow->isChecked())
        m_below += static_cast<int>(lines.size());
    scroll->setValue(m_follow->isChecked() ? scroll->maximum() : former);
    m_text->horizontalScrollBar()->setValue(0);
    m_writing = false;
    m_follow->setText(m_below > 0 ? tr("Follow (%n new)", nullptr, m_below) : tr("Follow"));
}

void LogView::find(bool backwards)
{
    const auto flags = backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_find->text().isEmpty() || m_text->find(m_find->text(), flags))
        return;
    m_text->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
    m_text->find(m_find->text(), flags);
}

void LogView::follow()
{
    if (!m_follow->isChecked())
        return;
    m_below = 0;
    m_follow->setText(tr("Follow"));
    m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
}

void LogView::noteScroll()
{
    const QScrollBar *scroll = m_text->verticalScrollBar();
    if (!m_writing && m_text->hasFocus())
        m_follow->setChecked(scroll->value() >= scroll->maximum() - 1);
}

bool LogView::showLine(const QString &text)
{
    const bool isHidden = std::any_of(m_lines.begin(), m_lines.end(), [&](const LogLine &line) {
        return !passes(line) && line.raw.contains(text);
    });
    if (isHidden)
        m_level->setCurrentIndex(0);
    // The id stands in the raw row only; the readable one is on the same line of the view.
    for (int at = static_cast<int>(m_lines.size()) - 1, row = m_text->blockCount() - 1; at >= 0;
         --at) {
        const LogLine &line = m_lines[static_cast<size_t>(at)];
        if (!passes(line))
            continue;
        if (line.raw.contains(text)) {
            m_follow->setChecked(false);
            m_text->setFocus();
            m_text->setTextCursor(QTextCursor(m_text->document()->findBlockByNumber(row)));
            m_text->centerCursor();
            QTextCursor whole = m_text->textCursor();
            whole.select(QTextCursor::LineUnderCursor);
            m_text->setTextCursor(whole);
            return true;
        }
        --row;
    }
    return false;
}

bool LogView::eventFilter(QObject *watched, QEvent *event)
{
    const bool isDoubleClick = event->type() == QEvent::MouseButtonDblClick;
    const bool isEnter = event->type() == QEvent::KeyPress
                         && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Return;
    if (m_kind == LogKind::Requests && (isDoubleClick || isEnter)) {
        if (isDoubleClick)
            m_text->setTextCursor(
                m_text->cursorForPosition(static_cast<QMouseEvent *>(event)->position().toPoint()));
        choose();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void LogView::choose()
{
    const QString chosen = m_text->textCursor().block().text();
    for (auto line = m_lines.rbegin(); line != m_lines.rend(); ++line) {
        if (shown(*line) != chosen || line->requestId.isEmpty())
            continue;
        Q_EMIT requestChosen(line->requestId);
        return;
    }
}

bool LogView::passes(const LogLine &line) const
{
    return static_cast<int>(line.level) >= m_level->currentData().toInt();
}

const QString &LogView::shown(const LogLine &line) const
{
    return m_raw->isChecked() ? line.raw : line.text;
}

} // namespace ui
