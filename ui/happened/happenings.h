// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QObject>
#include <QString>

#include <deque>

namespace ui {

/// One thing that the user was told.
struct Happening
{
    qint64 atMs = 0; ///< Unix time
    QString title;
    QString text;
    bool isProblem = false;
    bool isSeen = false; ///< the user acknowledged it
};

/// The latest things that the user was told, the newest first. It remembers them across starts.
/// Main thread.
class Happenings final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Happenings)

public:
    static constexpr size_t kMost = 100;

    explicit Happenings(QObject *parent = nullptr);

    [[nodiscard]] const std::deque<Happening> &all() const { return m_all; }
    [[nodiscard]] int unseen() const;
    void add(Happening happening);
    /// @p index into all().
    void acknowledge(size_t index);
    void acknowledgeAll();
    void clear();

Q_SIGNALS:
    void changed();

private:
    void keep();

    std::deque<Happening> m_all;
};

} // namespace ui
