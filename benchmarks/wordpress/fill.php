<?php
/* Fills an empty WordPress with texts in two languages as Polylang stores them, files, and items that were not public; then
   writes its export, made by WordPress' own function, and what a reader of that site could see, as JSON.

       php fill.php WORDPRESS EXPORT.xml EXPECTED.json */

[, $folder, $export, $expected] = $argv;
$_SERVER['HTTP_HOST'] = 'press.example';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('WP_INSTALLING', true);
require "$folder/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Press', 'desk', 'desk@press.example', true, '', 'not-a-secret');
foreach (get_posts(['post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1]) as $sample) {
    wp_delete_post($sample->ID, true);
}
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
update_option('timezone_string', 'Europe/Vienna');
$GLOBALS['wp_rewrite']->init();
create_initial_taxonomies();
register_taxonomy('language', ['post'], ['public' => true, 'query_var' => 'lang']);
register_taxonomy('post_translations', ['post'], ['public' => false]);

foreach (['en' => 'English', 'fr' => 'Français'] as $code => $name) {
    wp_insert_term($name, 'language', ['slug' => $code]);
}
foreach (['Elections', 'Bridges'] as $name) {
    wp_insert_term($name, 'category');
}

function text(string $title, string $content, array $more = [], string $language = 'en', array $fields = []): int {
    $id = wp_insert_post(wp_slash($more + [
        'post_title' => $title, 'post_content' => $content, 'post_status' => 'publish', 'post_type' => 'post',
        'post_date' => '2016-06-29 15:07:41', 'post_name' => sanitize_title($title),
    ]), true);
    if (is_wp_error($id)) { fwrite(STDERR, $id->get_error_message() . "\n"); exit(1); }
    if (($more['post_type'] ?? 'post') === 'post') { wp_set_object_terms($id, $language, 'language'); }
    foreach ($fields as $key => $value) { update_post_meta($id, $key, $value); }
    return $id;
}

function together(int ...$texts): void {
    $group = wp_insert_term(uniqid('pll_'), 'post_translations', ['description' => serialize(['en' => $texts[0], 'fr' => $texts[1]])]);
    foreach ($texts as $id) { wp_set_object_terms($id, [(int) $group['term_id']], 'post_translations'); }
}

/* A picture of its own colour and size, so that none can be taken for another. */
function upload(string $name, int $shade, string $alt, string $caption, int $parent): int {
    $folder = wp_upload_dir('2016/06');
    $path = $folder['path'] . "/$name";
    if (str_ends_with($name, '.jpg')) {
        $picture = imagecreatetruecolor(600 + $shade, 400);
        imagefill($picture, 0, 0, imagecolorallocate($picture, $shade, 80, 120));
        imagejpeg($picture, $path);
    } else {
        file_put_contents($path, "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    }
    $type = wp_check_filetype($name)['type'];
    $id = wp_insert_attachment(['post_mime_type' => $type, 'post_title' => $name, 'post_excerpt' => $caption, 'guid' => $folder['url'] . "/$name"], $path, $parent);
    update_post_meta($id, '_wp_attachment_image_alt', $alt);
    return $id;
}

$office = text('Office opened', 'x');
$bridge = upload('bridge.jpg', 10, 'A bridge', 'The bridge', $office);
$hall = upload('hall.jpg', 20, 'A hall', '', $office);
$door = upload('door.jpg', 30, '', 'The door', $office);
$agenda = upload('agenda.pdf', 0, '', '', $office);
$block = text('Contact', '<!-- wp:paragraph --><p>Write to the press office.</p><!-- /wp:paragraph -->', ['post_type' => 'wp_block']);
$uploads = wp_upload_dir('2016/06')['url'];
$second = text('Second text', '<p>The second.</p>', ['post_date' => '2017-01-02 09:00:00']);
wp_update_post(['ID' => $office, 'post_content' => wp_slash(
    "<!-- wp:paragraph --><p>The office opened. See <a href=\"/?p=$second\">number</a>, <a href=\"/2017/01/second-text/\">relative</a>, "
    . "<a href=\"http://press.example/2017/01/second-text/\">absolute</a> and <a href=\"$uploads/agenda.pdf\">the agenda</a>.</p><!-- /wp:paragraph -->"
    . "<!-- wp:image {\"id\":$bridge} --><figure class=\"wp-block-image\"><img src=\"$uploads/bridge-300x200.jpg\" alt=\"A bridge\" class=\"wp-image-$bridge\"/>"
    . "<figcaption>Opening the bridge</figcaption></figure><!-- /wp:image --><!-- wp:block {\"ref\":$block} /-->"
)]);
set_post_thumbnail($office, $hall);
update_post_meta($office, '_wp_old_slug', 'office-to-open');
wp_set_object_terms($office, ['Elections', 'Bridges'], 'category');
$bureau = text('Bureau ouvert', '<p>Le bureau est ouvert.</p>', [], 'fr');
together($office, $bureau);
$classic = text('Classic', "First line\nsecond line\n\n[caption id=\"attachment_$door\" width=\"300\"]<img class=\"wp-image-$door\" src=\"$uploads/door.jpg\" /> The door[/caption]\n\n[gallery ids=\"$bridge,$hall\"]\n\n[form id=\"7\"]");
text('Scheduled', '<p>Later.</p>', ['post_status' => 'future', 'post_date' => '2099-01-01 10:00:00']);
text('Private', '<p>Private words.</p>', ['post_status' => 'private']);
text('Draft', '<p>Draft words.</p>', ['post_status' => 'draft']);
text('Protected', '<p>Protected words.</p>', ['post_password' => 'word']);
wp_trash_post(text('Trashed', '<p>Trashed words.</p>'));
text('About', '<p>A page.</p>', ['post_type' => 'page']);
$hidden = text('Hidden original', '<p>Private original.</p>', ['post_status' => 'private']);
$orphan = text('Traduction', '<p>La traduction.</p>', [], 'fr');
together($hidden, $orphan);

$seen = [];
foreach (get_posts(['post_status' => 'publish', 'has_password' => false, 'numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC']) as $post) {
    $seen[] = [
        'id' => $post->ID, 'title' => $post->post_title, 'language' => wp_get_object_terms($post->ID, 'language')[0]->slug,
        'address' => get_permalink($post), 'date' => get_post_time('c', false, $post),
    ];
}
file_put_contents($expected, json_encode(['texts' => $seen, 'second' => $second, 'office' => $office, 'classic' => $classic]));

require_once ABSPATH . 'wp-admin/includes/export.php';
ob_start();
export_wp(['content' => 'all']);
file_put_contents($export, ob_get_clean());
