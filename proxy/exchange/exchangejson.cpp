// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangejson.h"

#include "proxy/exchange/exchangefields.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>
#include <chrono>

namespace proxy {

void appendExchangeJson(QByteArray &out, const Exchange &exchange)
{
    JsonWriter json(out, JsonWriter::Buffer::Exclusive);
    json.beginObject();
    writeSections(json, rowSections(), exchange);
    json.endObject();
}

std::array<char, 24> isoTime(qint64 unixMs)
{
    using namespace std::chrono;
    const std::chrono::sys_time<std::chrono::milliseconds> time {std::chrono::milliseconds(unixMs)};
    const auto day = floor<days>(time);
    const year_month_day date {day};
    const hh_mm_ss clock {time - day};
    static constexpr char kForm[] = "0000-00-00T00:00:00.000Z";
    std::array<char, 24> text;
    std::copy_n(kForm, text.size(), text.begin());
    const auto put = [digits = text.data()](qsizetype end, qint64 value) {
        for (; value > 0; value /= 10)
            digits[--end] = static_cast<char>('0' + value % 10);
    };
    put(4, std::clamp(int {date.year()}, 0, 9999));
    put(7, unsigned {date.month()});
    put(10, unsigned {date.day()});
    put(13, clock.hours().count());
    put(16, clock.minutes().count());
    put(19, clock.seconds().count());
    put(23, clock.subseconds().count());
    return text;
}

} // namespace proxy
