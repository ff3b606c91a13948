// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QImage>
#include <QMutex>
#include <QObject>
#include <QStringList>
#include <QThread>
#include <QVariantMap>

#include <memory>
#include <vector>

namespace support {

/// A fake of the panel of KDE, or of GNOME with its extension: the watcher and the host of
/// status notifier items on the session's bus. The watcher answers on a thread of its own, since a
/// program asks it blocking.
class FakeTrayHost final
{
public:
    FakeTrayHost();
    ~FakeTrayHost();
    Q_DISABLE_COPY_MOVE(FakeTrayHost)

    bool start();
    void stop();

    /// The bus names under which items were registered since start().
    [[nodiscard]] QStringList items() const;

    /// Everything below asks the latest item, as a panel does.
    [[nodiscard]] QString text(const QString &property) const;
    [[nodiscard]] QString toolTip() const;
    /// The largest picture it offers; null: none.
    [[nodiscard]] QImage icon() const;
    void activate() const;

    struct Entry
    {
        int id = 0;
        QString label; ///< without mnemonics
        bool isEnabled = true;
        bool isVisible = true;
        bool isChecked = false;
        std::vector<Entry> entries = {};

        /// The visible one that begins with @p text; nullptr: none.
        [[nodiscard]] const Entry *find(const QString &text) const;
    };
    [[nodiscard]] Entry menu() const;
    void aboutToShow(int id) const;
    void click(int id) const;

private:
    class Watcher;

    QThread m_thread;
    std::unique_ptr<Watcher> m_watcher;
};

} // namespace support
