// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/foldingview.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPlainTextDocumentLayout>
#include <QStyle>
#include <QStyleOption>
#include <QTextBlock>

#include <algorithm>
#include <memory>

namespace ui {

namespace {

/// Kept as the block's user state.
constexpr int kFolded = 1;
constexpr int kUnfolded = -1;

bool isFolded(const QTextBlock &block)
{
    return block.userState() == kFolded;
}

qsizetype indentationOf(const QTextBlock &block)
{
    const QString text = block.text();
    const auto first = std::find_if(text.begin(), text.end(),
                                    [](QChar character) { return !character.isSpace(); });
    return first - text.begin();
}

bool beginsPart(const QTextBlock &block)
{
    return block.next().isValid() && indentationOf(block.next()) > indentationOf(block);
}

/// The first block after the part that @p block begins.
QTextBlock endOfPart(const QTextBlock &block)
{
    const qsizetype indentation = indentationOf(block);
    QTextBlock end = block.next();
    while (end.isValid() && indentationOf(end) > indentation)
        end = end.next();
    return end;
}

/// The block that begins the part in which @p block is; invalid: it is in none.
QTextBlock beginOfPart(const QTextBlock &block)
{
    const qsizetype indentation = indentationOf(block);
    QTextBlock begin = block.previous();
    while (begin.isValid() && indentationOf(begin) >= indentation)
        begin = begin.previous();
    return begin;
}

} // namespace

FoldingView::FoldingView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_margin(new QWidget(this))
{
    m_margin->setCursor(Qt::PointingHandCursor);
    m_margin->setToolTip(tr("Fold or unfold (Ctrl+Shift+[, Ctrl+Shift+])"));
    m_margin->installEventFilter(this);
    m_margin->hide();
    connect(this, &QPlainTextEdit::updateRequest, m_margin, [this] { m_margin->update(); });
    const auto addKeys = [this](const QKeySequence &keys, bool folded) {
        auto *action = new QAction(this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, folded] { setFoldedAtCursor(folded); });
        addAction(action);
    };
    addKeys(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_BracketLeft), true);
    addKeys(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_BracketRight), false);
}

void FoldingView::setFoldable(bool foldable)
{
    if (m_isFoldable == foldable)
        return;
    if (!foldable)
        setAllFolded(false);
    m_isFoldable = foldable;
    m_margin->setVisible(foldable);
    setViewportMargins(marginWidth(), 0, 0, 0);
}

int FoldingView::marginWidth() const
{
    return m_isFoldable ? fontMetrics().horizontalAdvance(QStringLiteral("MM")) : 0;
}

void FoldingView::setFoldedAtCursor(bool folded)
{
    QTextBlock block = textCursor().block();
    // On a line that can't change, the part around it is meant.
    if (folded && (!beginsPart(block) || isFolded(block)))
        block = beginOfPart(block);
    if (!m_isFoldable || !block.isValid() || !beginsPart(block))
        return;
    if (folded)
        setTextCursor(QTextCursor(block));
    setFolded(block, folded);
    layOutAgain();
}

void FoldingView::setAllFolded(bool folded)
{
    if (!m_isFoldable)
        return;
    const qsizetype outermost = indentationOf(document()->begin());
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        const bool isInOutermost = indentationOf(block) > outermost && block.isVisible();
        if (folded && isInOutermost && beginsPart(block))
            setFolded(block, true);
        else if (!folded && isFolded(block))
            setFolded(block, false);
    }
    if (folded)
        moveCursor(QTextCursor::Start);
    layOutAgain();
}

void FoldingView::showCursor()
{
    if (textCursor().block().isVisible())
        return;
    for (QTextBlock part = beginOfPart(textCursor().block()); part.isValid();
         part = beginOfPart(part))
        setFolded(part, false);
    layOutAgain();
    ensureCursorVisible();
}

/// What is folded within stays so.
void FoldingView::setFolded(QTextBlock block, bool folded)
{
    block.setUserState(folded ? kFolded : kUnfolded);
    const QTextBlock end = endOfPart(block);
    for (QTextBlock inner = block.next(); inner.isValid() && inner != end;) {
        inner.setVisible(!folded);
        inner.setLineCount(folded ? 0 : std::max(1, inner.layout()->lineCount()));
        const bool skips = !folded && isFolded(inner);
        inner = skips ? endOfPart(inner) : inner.next();
    }
}

void FoldingView::layOutAgain()
{
    auto *layout = qobject_cast<QPlainTextDocumentLayout *>(document()->documentLayout());
    layout->requestUpdate();
    Q_EMIT layout->documentSizeChanged(layout->documentSize());
    viewport()->update();
    m_margin->update();
}

template <class Visit> void FoldingView::forEachSeen(const Visit &visit) const
{
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    for (; block.isValid() && top <= viewport()->height(); block = block.next()) {
        if (!block.isVisible())
            continue;
        const qreal height = blockBoundingRect(block).height();
        visit(block, top, height);
        top += height;
    }
}

void FoldingView::paintEvent(QPaintEvent *event)
{
    QPlainTextEdit::paintEvent(event);
    if (!m_isFoldable)
        return;
    QPainter painter(viewport());
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::Text));
    forEachSeen([&](const QTextBlock &block, qreal top, qreal height) {
        if (!isFolded(block))
            return;
        const int lines = endOfPart(block).blockNumber() - block.blockNumber() - 1;
        const qreal left = blockBoundingGeometry(block).left() + contentOffset().x()
                           + document()->documentMargin()
                           + fontMetrics().horizontalAdvance(block.text());
        painter.drawText(QRectF(left, top, viewport()->width(), height), Qt::AlignVCenter,
                         tr(" … %n line(s)", nullptr, lines));
    });
}

void FoldingView::paintMargin()
{
    QPainter painter(m_margin);
    QStyleOption arrow;
    arrow.initFrom(m_margin);
    forEachSeen([&](const QTextBlock &block, qreal top, qreal) {
        if (!beginsPart(block))
            return;
        arrow.rect = QRect(0, qRound(top), m_margin->width(), fontMetrics().height());
        style()->drawPrimitive(isFolded(block) ? QStyle::PE_IndicatorArrowRight
                                               : QStyle::PE_IndicatorArrowDown,
                               &arrow, &painter, m_margin);
    });
}

void FoldingView::toggleAt(int y)
{
    QTextBlock wanted;
    forEachSeen([&](const QTextBlock &block, qreal top, qreal height) {
        if (y >= top && y < top + height)
            wanted = block;
    });
    if (!wanted.isValid() || !beginsPart(wanted))
        return;
    setTextCursor(QTextCursor(wanted));
    setFolded(wanted, !isFolded(wanted));
    layOutAgain();
}

bool FoldingView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_margin && event->type() == QEvent::Paint) {
        paintMargin();
        return true;
    }
    if (watched == m_margin && event->type() == QEvent::MouseButtonPress) {
        toggleAt(qRound(static_cast<QMouseEvent *>(event)->position().y()));
        return true;
    }
    return QPlainTextEdit::eventFilter(watched, event);
}

void FoldingView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect inside = contentsRect();
    m_margin->setGeometry(inside.left(), inside.top(), marginWidth(), inside.height());
}

void FoldingView::contextMenuEvent(QContextMenuEvent *event)
{
    const std::unique_ptr<QMenu> menu(createStandardContextMenu());
    if (m_isFoldable) {
        menu->addSeparator();
        const auto offer = [&](const QString &text, const QKeySequence &keys, const auto &run) {
            QAction *action = menu->addAction(text);
            action->setShortcut(keys);
            connect(action, &QAction::triggered, this, run);
        };
        offer(tr("&Fold"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_BracketLeft),
              [this] { setFoldedAtCursor(true); });
        offer(tr("&Unfold"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_BracketRight),
              [this] { setFoldedAtCursor(false); });
        offer(tr("Fold a&ll"), {}, [this] { setAllFolded(true); });
        offer(tr("Unfold &all"), {}, [this] { setAllFolded(false); });
    }
    menu->exec(event->globalPos());
}

} // namespace ui
