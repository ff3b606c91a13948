// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/manualsearch.h"
#include "ui/manual/manualtrail.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTextBrowser;
class QToolButton;
class QUrl;

namespace ui {

/// The manual: a list of its pages, a search over all of them, and the text of one. A window of its
/// own beside whatever it explains. In the window's language as far as the pages are translated.
class ManualWindow final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ManualWindow)

public:
    explicit ManualWindow(QWidget *parent = nullptr);
    ~ManualWindow() override;

    /// Shows a page, and scrolls to the section or the row of a table that is called @p section.
    /// Of a page that is not there the first one is shown.
    void openTopic(const QString &page, const QString &section = {});
    void goBack();
    void goForward();
    [[nodiscard]] const proxy::ManualPlace &place() const { return m_place; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void buildKeys();
    void listPages();
    void search(const QString &text);
    void openRow();
    void followLink(const QUrl &url);
    void draw();
    void showPlace(const proxy::ManualPlace &place, int scroll);
    void markWords();
    void updateButtons();

    proxy::Manual m_manual;
    ManualTrail m_trail;
    proxy::ManualPlace m_place; ///< what is shown
    QStringList m_words; ///< that are marked
    QLineEdit *m_search;
    QListWidget *m_list;
    QLabel *m_found;
    QTextBrowser *m_text;
    QToolButton *m_back;
    QToolButton *m_forward;
};

} // namespace ui
