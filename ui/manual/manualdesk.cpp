// SPDX-License-Identifier: LicenseRef-Private
#include "ui/manual/manualdesk.h"

#include "ui/manual/manuallink.h"
#include "ui/manual/manualwindow.h"

#include <QDesktopServices>

#include <utility>

namespace ui {

ManualDesk::ManualDesk(QObject *parent)
    : QObject(parent)
{
    QDesktopServices::setUrlHandler(QLatin1StringView(kManualScheme), this, "openUrl");
}

ManualDesk::~ManualDesk()
{
    QDesktopServices::unsetUrlHandler(QLatin1StringView(kManualScheme));
}

void ManualDesk::openTopic(const QString &page, const QString &section)
{
    if (!m_window)
        m_window = std::make_unique<ManualWindow>();
    m_window->openTopic(page, section);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void ManualDesk::openUrl(const QUrl &url)
{
    openTopic(url.path(), url.fragment(QUrl::FullyDecoded));
}

void ManualDesk::retranslate()
{
    const auto former = std::exchange(m_window, nullptr);
    if (!former || !former->isVisible())
        return;
    const auto place = former->place();
    openTopic(place.page, place.section);
}

} // namespace ui
