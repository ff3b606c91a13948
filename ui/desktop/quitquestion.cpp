// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktop/quitquestion.h"

#include "ui/look/symbolicicon.h"

#include <QPushButton>

namespace ui {

QuitQuestion::QuitQuestion(int open, bool isDraining, QWidget *parent)
    : QMessageBox(parent)
    , m_wait(addButton(tr("&Wait for them"), QMessageBox::AcceptRole))
    , m_cut(addButton(tr("&Cut them off"), QMessageBox::DestructiveRole))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setIconPixmap(drawnIcon(QStringLiteral("llm-proxy")).pixmap(48, 48));
    setWindowTitle(tr("Quit llm-proxy"));
    setInformativeText(
        tr("If you wait, llm-proxy takes no new requests and quits when these are "
           "answered, however long that takes; you can still cut them then. Cut off, "
           "their agents see a broken answer."));
    setDefaultButton(m_wait);
    setEscapeButton(isDraining ? m_wait : addButton(tr("&Keep running"), QMessageBox::RejectRole));
    connect(m_wait, &QPushButton::clicked, this, [this] { Q_EMIT answered(false); });
    connect(m_cut, &QPushButton::clicked, this, [this] { Q_EMIT answered(true); });
    setOpen(open);
}

void QuitQuestion::setOpen(int open)
{
    if (open <= 0)
        return m_wait->click();
    setText(tr("%n request(s) are still being answered.", nullptr, open));
}

} // namespace ui
