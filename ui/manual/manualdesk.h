// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QObject>
#include <QUrl>

#include <memory>

namespace ui {

class ManualWindow;

/// Keeps the manual's window, which is made when it is first wanted, and opens every link into the
/// manual that is clicked in this program. There is one.
class ManualDesk final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ManualDesk)

public:
    explicit ManualDesk(QObject *parent = nullptr);
    ~ManualDesk() override;

    /// Shows a page, and the section or the row of a table that is called @p section.
    void openTopic(const QString &page, const QString &section = {});
    /// The same for an address of manualUrl().
    Q_INVOKABLE void openUrl(const QUrl &url);
    /// The program speaks another language now: the next window does, too.
    void retranslate();
    [[nodiscard]] ManualWindow *window() const { return m_window.get(); }

private:
    std::unique_ptr<ManualWindow> m_window;
};

} // namespace ui
