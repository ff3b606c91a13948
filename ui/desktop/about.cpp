// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktop/about.h"

#include "ui/look/symbolicicon.h"
#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QScreen>
#include <QSysInfo>

namespace ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("About", text);
}

} // namespace

QString diagnosticsText(const proxy::ServiceStatus &status)
{
    const QScreen *screen = QGuiApplication::primaryScreen();
    const QStringList lines {
        QStringLiteral("llm-proxy ") + QCoreApplication::applicationVersion(),
        QStringLiteral("Qt %1 (%2), %3")
            .arg(QLatin1StringView(qVersion()), QGuiApplication::platformName(),
                 QSysInfo::buildAbi()),
        QSysInfo::prettyProductName() + QStringLiteral(", ") + QSysInfo::kernelType() + u' '
            + QSysInfo::kernelVersion(),
        QStringLiteral("desktop %1, %2, scale %3, locale %4")
            .arg(qEnvironmentVariable("XDG_CURRENT_DESKTOP", QStringLiteral("unknown")),
                 qEnvironmentVariable("XDG_SESSION_TYPE", QStringLiteral("unknown")))
            .arg(screen ? screen->devicePixelRatio() : 1.0)
            .arg(QLocale().name()),
        stateText(status),
        problemText(status),
        todayText(status),
    };
    return lines.filter(QRegularExpression(QStringLiteral("."))).join(u'\n') + u'\n';
}

void showAbout(QWidget &window, const proxy::ServiceStatus &status)
{
    auto *box = new QMessageBox(&window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About llm-proxy"));
    box->setIconPixmap(drawnIcon(QStringLiteral("llm-proxy")).pixmap(64, 64));
    box->setText(QStringLiteral("llm-proxy ") + QCoreApplication::applicationVersion());
    box->setInformativeText(
        tr("A proxy that sends each task of an agent to the cheapest model that can do it.\n\nIt "
           "is made with Qt %1 (LGPL 3), simdjson and yaml-cpp (Apache 2, MIT), nghttp2 and "
           "tl-expected (MIT, CC0), xxHash and hiredis (BSD), zlib and zstd.")
            .arg(QLatin1StringView(qVersion())));
    QPushButton *copy = box->addButton(tr("&Copy for a report"), QMessageBox::ActionRole);
    box->addButton(QMessageBox::Close);
    // It would close the box.
    copy->disconnect();
    QObject::connect(copy, &QPushButton::clicked, box, [text = diagnosticsText(status)] {
        QGuiApplication::clipboard()->setText(text);
    });
    box->open();
}

} // namespace ui
