"""What programs put on the clipboard, made by hand after the forms in which they write it. All say the same, as far as they can."""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta name=Generator content="Microsoft Word 15"><style><!--
 p.MsoNormal {margin:0cm; font-size:11.0pt}
 p.berschrift1, li.berschrift1 {mso-style-name:"\\00DCberschrift 1"; mso-style-priority:9; mso-outline-level:1; font-size:16pt}
 @list l0:level1 {mso-level-number-format:arabic; mso-level-start-at:3}
--></style></head><body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<p class=berschrift1>Conclusions<o:p></o:p></p>
<p class=MsoNormal>The Council <b>met</b> in <i>Vienna</i>.<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span
class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]><span class=MsoFootnoteReference>[1]</span><![endif]></span></span></a>
<span style='display:none;mso-hide:all'>Not before nine.</span> <del cite="mailto:A" datetime="2026-05-03T10:00">Last week</del><ins cite="mailto:A"
datetime="2026-05-03T10:00">Yesterday</ins> it adopted:<span class=MsoCommentReference><a class=msocomanchor id="_anchor_1" href="#_msocom_1" name="_msoanchor_1">[AB1]</a></span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-bidi-font-family:Calibri'><span
style='mso-list:Ignore'>3.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>a plan<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>for schools<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-bidi-font-family:Calibri'><span
style='mso-list:Ignore'>4.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>a budget<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0><tr><td width=100><p class=MsoNormal><b>State<o:p></o:p></b></p></td><td><p class=MsoNormal><b>Seats<o:p></o:p></b></p></td></tr>
<tr><td><p class=MsoNormal>Albania<o:p></o:p></p></td><td><p class=MsoNormal>3<o:p></o:p></p></td></tr></table>
<p class=MsoNormal><img width=200 src="file:///C:/Users/a/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg"></p><!--EndFragment-->
<div style='mso-element:footnote-list'><br clear=all><hr align=left size=1 width="33%"><div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference><span
style='mso-special-character:footnote'><![if !supportFootnotes]>[1]<![endif]></span></span></a> All of it.<o:p></o:p></p></div></div>
<div style='mso-element:comment-list'><div style='mso-element:comment'><div id="_com_1" class=msocomtxt><p class=MsoCommentText>Is that so?</p></div></div></div></body></html>"""
UNDERSTOOD = (
    "<h2>Conclusions</h2>\n"
    '<p>The Council <strong>met</strong> in <em>Vienna</em>.<sup><a id="t-_ftnref1" href="#t-_ftn1">1</a></sup> Yesterday it adopted:</p>\n'
    '<ol start="3"><li>a plan<ul><li>for schools</li></ul></li><li>a budget</li></ol>\n'
    "<table><tbody><tr><th><p>State</p></th><th><p>Seats</p></th></tr><tr><td><p>Albania</p></td><td><p>3</p></td></tr></tbody></table>\n"
    '<hr><p><a id="t-_ftn1" href="#t-_ftnref1">1</a> All of it.</p>'
)  # fmt: skip

OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body>
<div class=WordSection1><p class=MsoNormal>Dear all,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>the text<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>the photo<o:p></o:p></p></div></body></html>"""

WORD_FOR_THE_WEB = """<div class="OutlineElement Ltr SCXW1 BCX8"><p class="Paragraph" role="heading" aria-level="1" paraid="1" xml:lang="EN-GB"><span
data-contrast="auto" class="TextRun"><span class="NormalTextRun">Conclusions</span></span><span class="EOP" data-ccp-props="{}"> </span></p></div>
<div class="OutlineElement"><p class="Paragraph"><span class="TextRun" style="font-weight:bold">Adopted</span><span class="TextRun">:</span></p></div>
<div class="ListContainerWrapper SCXW1"><ol class="NumberListStyle1" role="list" start="3"><li data-leveltext="%1." data-listid="1" aria-setsize="-1" data-aria-posinset="3"
data-aria-level="1" class="OutlineElement"><p class="Paragraph"><span class="TextRun">a plan</span></p></li></ol></div><div class="ListContainerWrapper SCXW1"><ul
class="BulletListStyle2" role="list"><li data-listid="1" data-aria-level="2" class="OutlineElement"><p class="Paragraph"><span class="TextRun">for schools</span></p></li></ul></div><div
class="ListContainerWrapper SCXW1"><ol role="list" start="4"><li data-listid="1" data-aria-level="1" class="OutlineElement"><p class="Paragraph"><span class="TextRun">a budget</span></p></li></ol></div><div class="OutlineElement"><p class="Paragraph"><span
class="TextRun"><span class="TrackChangeTextInsertion TrackedChange">Yesterday.</span><span class="TrackChangeTextDeletion TrackedChange">Not before nine.</span></span></p></div><div
class="TableContainer"><table class="Table" data-tablelook="1696"><tbody><tr role="row"><td role="rowheader"><p class="Paragraph"><span class="TextRun" style="font-weight:bold">State</span><span
class="EOP"> </span></p></td></tr><tr role="row"><td><p class="Paragraph"><span class="TextRun">Albania</span></p></td></tr></tbody></table></div>"""

GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-7c0b"><h1 dir="ltr" style="line-height:1.38"><span
style="font-size:20pt;font-family:Arial;font-weight:400;font-style:normal">Conclusions</span></h1><p dir="ltr"><span style="font-weight:400">The Council </span><span
style="font-weight:700;font-style:normal">met</span><span style="font-weight:400"> in </span><span style="font-weight:400;font-style:italic">Vienna</span><span
style="font-weight:400">.</span></p><ul style="margin-top:0"><li dir="ltr" style="list-style-type:disc" aria-level="1"><p dir="ltr" role="presentation"><span
style="font-weight:400">a plan</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>for schools</span></p></li></ul><li dir="ltr" aria-level="1"><p
dir="ltr"><span>a budget</span></p></li></ul></b><br class="Apple-interchange-newline">"""

LIBREOFFICE = """<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN"><html><head><meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/>
<style type="text/css">p { margin-bottom: 0.25cm } a.sdfootnoteanc { font-size: 57% }</style></head><body lang="en-GB" dir="ltr"><h1 class="western">Conclusions</h1>
<p>The Council <b>met</b>.<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p><ol start="3"><li><p>a plan</p><ul><li><p>for schools</p></li></ul></li>
<li><p>a budget</p></li></ol><div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>All of it.</p></div></body></html>"""

PAGES = """<html><head><meta name="Generator" content="Cocoa HTML Writer"><style type="text/css">p.p1 {margin: 0.0px} span.s1 {font-weight: bold}</style></head><body>
<p class="p1">The Council <span class="s1">met</span>.<span class="Apple-converted-space"> </span></p><ul class="ul1"><li class="li1">a plan</li><li class="li1">a budget</li></ul></body></html>"""

PDF_VIEWER = """The Permanent Council of the Organization met on Tuesday in the Hof-
burg in Vienna and heard the head of the mission, who spoke of the
weeks since the elections and of the help that observers were given."""

# Word names the class after what is left of the style's name, “Заголовок 1”, in Latin letters and figures.
WORD_IN_RUSSIAN = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15"><style><!--
 p.1, li.1, div.1 {mso-style-name:"\\0417\\0430\\0433\\043E\\043B\\043E\\0432\\043E\\043A 1"; mso-style-priority:9; mso-outline-level:1}
 p.2, li.2, div.2 {mso-style-name:"\\0417\\0430\\0433\\043E\\043B\\043E\\0432\\043E\\043A 2"; mso-outline-level:2}
--></style></head><body lang=RU><!--StartFragment--><p class=1>Выводы<o:p></o:p></p><p class=2>Деньги<o:p></o:p></p>
<p class=MsoNormal>Совет выделил 10&nbsp;000 евро на «коопе&shy;рацию» и „помощь“.<span style='color:white'> Не раньше девяти.</span>
<span style='font-size:1.0pt'>Не раньше девяти.</span><o:p></o:p></p><!--EndFragment--></body></html>"""

WORD_FOR_MAC = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40"><head><meta name=Generator content="Microsoft Word 15"><link rel=File-List href="file:////Users/a/Library/msoclip/0/clip_filelist.xml">
<style><!-- h1 {mso-style-name:"heading 1"; mso-outline-level:1} @list l2:level1 {mso-level-number-format:alpha-lower} --></style></head>
<body lang=en-GB style='tab-interval:36.0pt;word-wrap:break-word'><!--StartFragment--><h1>Conclusions<o:p></o:p></h1>
<p class=MsoNormal style='margin-bottom:8.0pt'>It <s>met</s> <span class=msoDel><del cite="mailto:A" datetime="2026-05-03T10:00">Not before nine</del></span> adopted:<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-add-space:auto;text-indent:-18.0pt;mso-list:l2 level1 lfo3'><!--[if !supportLists]--><span style='mso-bidi-font-family:Aptos'><span
style='mso-list:Ignore'>c)<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><!--[endif]-->a plan<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l2 level2 lfo3'><!--[if !supportLists]--><span><span
style='mso-list:Ignore'>i.<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><!--[endif]-->for schools<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l2 level1 lfo3'><!--[if !supportLists]--><span><span
style='mso-list:Ignore'>d)<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><!--[endif]-->a budget<o:p></o:p></p><!--EndFragment--></body></html>"""

OUTLOOK_ON_THE_WEB = """<div style="font-family: Aptos, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);" class="elementToProof">The Council <b>met</b>.</div>
<div style="font-family: Aptos; font-size: 12pt;" class="elementToProof"><br></div><ol start="3" data-editing-info='{"applyListStyleFromLevel":true}' style="margin-top: 0px;">
<li style="font-size: 12pt;"><div role="presentation" class="elementToProof">a plan</div><ul style="margin-top: 0px;"><li><div role="presentation" class="elementToProof">for schools</div></li></ul></li>
<li style="font-size: 12pt;"><div role="presentation" class="elementToProof">a budget</div></li></ol>
<div class="elementToProof"><img src="data:image/png;base64,iVBORw0KGgo=" data-outlook-trace="F:1|T:1" alt="The red office"></div>"""

# A text that Google Docs wrote as a page, as its letters and downloads are.
GOOGLE_DOCS_PAGE = """<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style>.c1{font-weight:700}span.c2{font-weight:700}</style></head><body class="doc-content">
<h2 class="c3"><span>Conclusions</span></h2><p class="c0"><span>The Council </span><span class="c2">met</span><span>.</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><sup><a
href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><hr class="c4"><div><p class="c0"><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;All of it.</span></p></div><div class="c5"><p class="c0"><a
href="#cmnt_ref1" id="cmnt1">[a]</a><span>Not before nine</span></p></div></body></html>"""

# A viewer in a browser that lays the words, invisibly, over a picture of the page.
PDF_IN_A_BROWSER = """<meta charset='utf-8'><span style="color: transparent; position: absolute; left: 12%; font-size: 14px; transform: scaleX(0.98);" role="presentation" dir="ltr">The
Permanent Council met in the Hof-</span><br role="presentation"><span style="color: transparent" role="presentation" dir="ltr">burg.</span>"""
