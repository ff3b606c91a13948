// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QPlainTextEdit>
#include <QTextBlock>

namespace ui {

/// A read-only text whose indented parts can be folded: a line, and what is indented more below it.
/// A triangle in the margin folds and unfolds a line, and so do keys and the context menu. Copying
/// and saving take folded lines too.
class FoldingView final : public QPlainTextEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FoldingView)

public:
    explicit FoldingView(QWidget *parent = nullptr);

    /// Whether parts can be folded; at first not. Without it nothing stays folded.
    void setFoldable(bool foldable);
    [[nodiscard]] bool isFoldable() const { return m_isFoldable; }
    /// Folds or unfolds what the cursor's line begins, or else is in.
    void setFoldedAtCursor(bool folded);
    /// Folds every part that is in the outermost one, or unfolds all.
    void setAllFolded(bool folded);
    /// Unfolds what hides the cursor.
    void showCursor();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void paintMargin();
    void toggleAt(int y);
    void setFolded(QTextBlock block, bool folded);
    void layOutAgain();
    /// Calls @p visit with each block that is seen, and with its top and bottom in the viewport.
    template <class Visit> void forEachSeen(const Visit &visit) const;
    [[nodiscard]] int marginWidth() const;

    QWidget *m_margin;
    bool m_isFoldable = false;
};

} // namespace ui
