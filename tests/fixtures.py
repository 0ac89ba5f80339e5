#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes scans: tests/fixtures.py KIND FILE.

Hostile and poor ones:

bomb       a G4 TIFF of 32,000 x 32,000 white pixels in a few kilobytes
wide       a G4 TIFF one pixel wider than the limit of 20,000
widest     a G4 TIFF of just 20,000 pixels by 8
foreign    text
low        a G4 TIFF of a white A4 page at 150 dpi
sizeless   the same without resolution

Pages of A4, 200 dots an inch, drawn by ImageMagick:
columns    two columns of text under a title that spans them
table      a ruled table, some of whose cells have two lines, with numbers and single letters
letter     a letter's two heads, its body, recipients beside who signs
marks      Vietnamese letters with two marks each
lists      items, single letters, hyphens at the ends of lines, wide gaps
secret     the letter, marked TỐI MẬT in a frame below its number
prose      the letter, speaking of what is MẬT
hand       the letter, its number, day and month filled in with a pen
licence    name of the nation in the middle, number below the title, date by the signature
"""
import struct
import subprocess
import sys


def g4(path, width, height, dpi=300):
    """A white page: in G4 each white row under a white row is the one bit 1 (V0)."""
    rows = b"\xff" * ((height + 7) // 8) + b"\x00\x10\x01\x00\x10\x01"
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 4),
               (262, 3, 1, 0), (273, 4, 1, 8), (278, 4, 1, height), (279, 4, 1, len(rows)),
               (282, 5, 1, 0), (283, 5, 1, 0), (296, 3, 1, 2)]
    rational = 8 + len(rows) + len(rows) % 2
    start = rational + 8
    ifd = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        value = rational if kind == 5 else value
        ifd += struct.pack("<HHII", tag, kind, count, value)
    with open(path, "wb") as out:
        out.write(b"II*\x00" + struct.pack("<I", start) + rows + b"\x00" * (len(rows) % 2))
        out.write(struct.pack("<II", dpi, 1) + ifd + struct.pack("<I", 0))


def foreign(path):
    with open(path, "w", encoding="utf-8") as out:
        out.write("Đây không phải là bản quét.\n" * 20)


COLUMN = ("Ủy ban nhân dân tỉnh giao Sở Nội vụ", "chủ trì, phối hợp với các cơ quan có", "liên quan hướng dẫn,",
          "kiểm tra, đôn đốc việc thực hiện", "và báo cáo kết quả trước ngày 15", "tháng 12 hằng năm theo quy định.")
CELLS = ((("STT",), ("Nội dung công việc",), ("Số lượng",), ("Ghi chú",)),
         (("1",), ("Đất trồng cây lâu năm", "và cây hằng năm khác"), ("599,3",), ("A",)),
         (("2",), ("Đất nuôi trồng thủy sản",), ("1.132,6",), ("B",)),
         (("3",), ("Đất ở tại đô thị của",  "hộ gia đình"), ("564,0",), ("Chưa đo",)),
         (("4",), ("Đất thương mại",), ("2",), ("C",)))


def column(x, y, lines, size=40, step=62):
    return [(x, y + step * i, size, line) for i, line in enumerate(lines)]


def columns():
    return [(420, 220, 56, "BÁO CÁO KẾT QUẢ THỰC HIỆN"), *column(150, 380, COLUMN * 4),
            *column(880, 395, COLUMN[::-1] * 4)]


def table():
    left = (150, 300, 950, 1250)
    drawn = [(150, 220, 44, "Danh mục đất đai của Ủy ban nhân dân xã Tân Mỹ:")]
    for row, cells in enumerate(CELLS * 2):
        for x, lines in zip(left, cells):
            drawn += column(x, 340 + 150 * row + (26 if len(lines) == 1 else 0), lines, 36, 50)
    return drawn


def letter():
    body = ("Kính gửi: Các phòng, ban và đơn vị trực thuộc trong toàn huyện,",
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
            "Ủy ban nhân dân huyện đề nghị các đơn vị nghiêm túc thực hiện.")
    return [*column(210, 200, ("ỦY BAN NHÂN DÂN", "HUYỆN BÀU BÀNG"), 40, 56), (230, 350, 38, "Số: 123/UBND-VP"),
            *column(760, 190, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"), 36, 58),
            (800, 360, 36, "Bàu Bàng, ngày 15 tháng 8 năm 2019"), *column(170, 520, body, 42, 70),
            *column(170, 830, ("Nơi nhận:", "- Như trên;", "- Trung tâm Hành chính công;", "- Lưu: VT."), 32, 44),
            *column(940, 820, ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), 40, 60),
            (990, 1200, 40, "Nguyễn Thị Thảo")]


def secret():
    return [*letter(), (280, 428, 40, "TỐI MẬT")]


def prose():
    return [*letter(), (170, 740, 42, "TUYỆT MẬT, TỐI MẬT và MẬT là ba độ của bí mật nhà nước; tài liệu"),
            (170, 700, 42, "MẬT phải để riêng.")]


def hand():
    head = [line for line in letter() if line[3] not in ("Số: 123/UBND-VP", "Bàu Bàng, ngày 15 tháng 8 năm 2019")]
    return [*head, (230, 350, 38, "Số:"), (400, 350, 38, "/UBND-VP"), (800, 360, 36, "Bàu Bàng, ngày"),
            (1140, 360, 36, "tháng"), (1340, 360, 36, "năm 2019")]


def licence():
    body = ("Cấp cho ông Nguyễn Văn An được phép xây dựng nhà ở riêng lẻ tại xã Tân Mỹ,",
            "theo bản vẽ thiết kế được duyệt và các quy định của pháp luật về xây dựng.") * 3
    return [*column(480, 160, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",), 36, 58), (620, 218, 36, "Độc lập - Tự do - Hạnh phúc"),
            *column(180, 320, ("UBND TỈNH CẦN THƠ", "SỞ XÂY DỰNG"), 36, 52), (560, 500, 48, "GIẤY PHÉP XÂY DỰNG"),
            (700, 570, 38, "Số: 46/GPXD"), *column(170, 680, body, 42, 70), (850, 1200, 36, "Cần Thơ, ngày 20 tháng 11 năm 2012"),
            (1010, 1260, 40, "GIÁM ĐỐC"), (960, 1600, 40, "Lâm Văn Khoa")]


def strokes(*places):
    """Figures of a careless hand, dark and above the line."""
    lines = [f"polyline {x},{y - 30} {x + 14},{y - 44} {x + 4},{y - 2} {x + 20},{y - 24}" for x, y in places]
    return ["-fill", "none", "-stroke", "black", "-strokewidth", "4", "-draw", " ".join(lines), "-stroke", "none",
            "-fill", "black"]


def marks():
    lines = ("Ở đền ấy những chữ chồng dấu: ế ề ể ễ ệ, ố ồ ổ ỗ ộ, ứ ừ ử ữ ự.",
             "NGUYỄN THỊ PHƯỢNG, ĐẶNG VĂN ĐỘ, HOÀNG THẾ VỸ, VŨ QUỐC NGỮ",
             "Ủy ban nhân dân phường Mỹ Phước, thị xã Bến Cát, tỉnh Bình Dương",
             "ẮẰẲẴẶ ẤẦẨẪẬ ẾỀỂỄỆ ỐỒỔỖỘ ỚỜỞỠỢ ỨỪỬỮỰ ỲỶỸỴ",
             "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở được cấp lại.")
    return column(170, 300, lines * 3, 44, 90)


def lists():
    return [*column(170, 250, ("Danh sách kèm theo Quyết định của Ủy ban nhân dân tỉnh", "a) Các xã, phường thuộc vùng kinh tế -",
                               "xã hội khó khăn trong giai đoạn 2021 -", "2025 và các năm tiếp theo;"), 42, 70),
            *((170 + 90 * i, 560, 42, mark) for i, mark in enumerate("ABCDEGH")),
            (170, 640, 42, "b) Tổng số:"), (760, 640, 42, "1.618,4 m2"), (1250, 640, 42, "(ba thửa)"),
            (170, 720, 42, "c) Ý kiến khác:"), (1300, 720, 42, "không")]


def grid(across, down):
    lines = [f"line {x},{down[0]} {x},{down[-1]}" for x in across] + [f"line {across[0]},{y} {across[-1]},{y}" for y in down]
    return ["-stroke", "black", "-strokewidth", "3", "-draw", " ".join(lines), "-stroke", "none"]


def draw(path, lines, more=()):
    command = ["convert", "-size", "1654x2339", "xc:white", "-font", "Liberation-Serif", "-fill", "black", *more]
    for x, y, size, text in lines:
        command += ["-pointsize", str(size), "-annotate", f"+{x}+{y}", text]
    subprocess.run([*command, "-colorspace", "Gray", "-density", "200", "-units", "PixelsPerInch", path], check=True)


PAGES = {"secret": (secret, ["-fill", "none", *grid((260, 480), (380, 445)), "-fill", "black"]), "prose": (prose,),
         "hand": (hand, strokes((310, 340), (340, 336), (1075, 345), (1100, 348), (1275, 346))), "licence": (licence,),
         "columns": (columns,), "letter": (letter,), "marks": (marks,), "lists": (lists,),
         "table": (table, grid((120, 270, 920, 1220, 1500), range(280, 1800, 150)))}
KINDS = {"bomb": lambda path: g4(path, 32000, 32000), "wide": lambda path: g4(path, 20001, 8),
         "widest": lambda path: g4(path, 20000, 8), "foreign": foreign,
         "low": lambda path: g4(path, 1240, 1754, 150),
         "sizeless": lambda path: g4(path, 1240, 1754, 0)}
kind, file = sys.argv[1:]
if kind in PAGES:
    text, *more = PAGES[kind]
    draw(file, text(), *more)
else:
    KINDS[kind](file)
