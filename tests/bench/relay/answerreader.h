// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bench {

/// Reads one answer piece by piece; what is asked of it afterwards is its status, one header field
/// and its payload.
class AnswerReader final
{
public:
    enum class State { More, Done, Bad };

    void reset();
    State feed(std::string_view input);

    [[nodiscard]] bool hasHead() const { return m_part != Part::Head; }
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] const std::string &head() const { return m_head; }
    [[nodiscard]] const std::string &payload() const { return m_payload; }

private:
    enum class Part { Head, Length, ChunkSize, ChunkData, ChunkEnd, LastEnd };

    State readHead(std::string_view &input);
    State readChunked(std::string_view &input);
    bool readLine(std::string_view &input); ///< into m_line, without its end
    void take(std::string_view &input);

    Part m_part = Part::Head;
    std::string m_head;
    std::string m_line;
    std::string m_payload;
    size_t m_left = 0;
    int m_status = 0;
};

} // namespace bench
