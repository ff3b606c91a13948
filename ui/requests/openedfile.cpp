// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/openedfile.h"

#include "ui/host/background.h"
#include "ui/requests/requestspage.h"
#include "ui/words/enginetext.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QShortcut>
#include <QVBoxLayout>

namespace ui {

namespace {

proxy::Result<OpenedRequests> read(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return tl::unexpected(proxy::Error {.detail = proxy::Text::words(file.errorString())});
    if (file.size() > kLargestFile)
        return tl::unexpected(
            proxy::Error {.detail = proxy::Text::english("the file is larger than %1 MB",
                                                         {kLargestFile / (1024 * 1024)})});
    return openedRequests(file.readAll());
}

} // namespace

OpenedFile::OpenedFile(const QString &name, const OpenedRequests &requests, QWidget *parent)
    : QWidget(parent, Qt::Window)
{
    setWindowTitle(tr("%1 — requests of a file").arg(name));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *page = new RequestsPage(m_source);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(page);
    page->showFile(requests);
    auto *close = new QShortcut(QKeySequence::Close, this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
    resize(1100, 700);
}

void openRequestsFile(QWidget *parent)
{
    const QString path = QFileDialog::getOpenFileName(
        parent, OpenedFile::tr("Open requests"), {},
        OpenedFile::tr("HTTP archives, exports, request logs (*.har *.json *.jsonl)"));
    if (path.isEmpty())
        return;
    inBackground(
        parent, [path] { return read(path); },
        [parent, path](const proxy::Result<OpenedRequests> &opened) {
            if (!opened) {
                auto *box =
                    new QMessageBox(QMessageBox::Warning, QStringLiteral("llm-proxy"),
                                    engineText(opened.error().detail), QMessageBox::Ok, parent);
                box->setAttribute(Qt::WA_DeleteOnClose);
                return box->open();
            }
            auto *window = new OpenedFile(QFileInfo(path).fileName(), *opened, parent->window());
            window->show();
        });
}

} // namespace ui
